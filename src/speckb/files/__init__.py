"""Reading and writing of files: front matter with positions, transactions, output, git."""

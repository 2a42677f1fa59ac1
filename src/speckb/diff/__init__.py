"""What changed in meaning between two states of a knowledge base, and what follows from it.

Two corpora become two contents (`content`), these are compared (`compare`), consequences are
computed from both corpora (`consequences`), and the result is laid out once (`outline`) for every
form in which it is shown. Only `states` reads anything, and `drawn` the files of pictures.
"""

"""Small knowledge bases in scripts that the built-in fonts lack, or that run from right to left."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import once, with_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from tests.conftest import Built

KEY = re.compile(r"<([\w ]+)>")
FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Script:
    """A language with its font, a file in `fonts`, and the texts of a knowledge base."""

    language: str
    font: str
    texts: Mapping[str, str]
    direction: str = "ltr"
    is_built_in: bool = False  # the built-in fonts have its letters, in another look

    def built(self, factory: pytest.TempPathFactory) -> Path:
        """Return the folder with the site and the PDF, built once in a run."""

        def make(folder: Path) -> Built:
            return with_pdf(self.write(folder / "root"))(folder)

        return once(factory, f"script-{self.language}", make)

    def write(self, root: Path, *, fonts: bool = True) -> Path:
        """Write the knowledge base into a new folder, and return it."""
        for name, text in FILES.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            words = {"language": self.language, **self.texts}
            filled = KEY.sub(lambda found, words=words: words[found[1]], text)
            path.write_text(filled, encoding="utf-8")
        if fonts:
            (root / "fonts").mkdir()
            shutil.copy(FONTS / self.font, root / "fonts")
            with (root / "ubproject.toml").open("a", encoding="utf-8") as file:
                file.write(f"\n[speckb.pdf.fonts]\nothers = {json.dumps([f'fonts/{self.font}'])}\n")
        return root


FILES = {
    "conf.py": """\
project = "<title>"
author = "<author>"
extensions = ["speckb.sphinxext"]
needs_from_toml = "ubproject.toml"
html_theme = "speckb"
""",
    "ubproject.toml": """\
[speckb]
title = "<title>"
author = "<author>"
matrix_caption = "<matrix>"
site_url = "https://service.example/"
language = "<language>"

[speckb.rules]
words-missing = "off"

[needs.links.asked_by]
outgoing = "<asked by>"
incoming = "<asks for>"
target_types = ["scenario"]

[speckb.trace]
links = ["asked_by"]
caption = "<trace>"

[speckb.types.scenario]
title = "<scenario>"
plural = "<scenarios>"
folder = "scenarios"
fields = {}

[speckb.types.requirement]
title = "<requirement>"
plural = "<requirements>"
folder = "requirements"
heading = "{id}: {title}"
fields = { statement = true, asked_by = true }

[speckb.types.candidate]
title = "<candidate>"
plural = "<candidates>"
folder = "candidates"
fields = { criteria = true }

[speckb.types.criterion]
title = "<criterion>"
plural = "<criteria>"
folder = "criteria"
fields = { values = true, assesses = true }
""",
    "index.md": """\
# <title>

<about>

```{toctree}
:hidden:

requirements/index
candidates/index
criteria/index
scenarios/index
```

## <matrix>

```{computed} matrix
```

## <trace>

:::{d2} way.d2
:name: fig-way
:alt: <drawing>

<drawing>
:::

```{trace}
:name: fig-trace
:alt: <trace>
<trace>
```
""",
    "way.d2": 'a: "<client>"\nb: "<server>"\na -> b: "<question>"\n',
    "requirements/index.md": "# <requirements>\n\n```{entries} requirement\n```\n",
    "candidates/index.md": "# <candidates>\n\n```{entries} candidate\n```\n",
    "criteria/index.md": "# <criteria>\n\n```{entries} criterion\n```\n",
    "scenarios/index.md": "# <scenarios>\n\n```{entries} scenario\n```\n",
    "scenarios/start.md": """\
---
id: start
title: <start>
---

<about> <quote>
""",
    "requirements/R1.md": """\
---
id: R1
title: <R1>
statement: <statement>
asked_by: [start]
---

<about> `_http._tcp` (RFC 2782, {entry}`port`).
""",
    "criteria/port.md": """\
---
id: port
title: <port>
values:
  in-answer: {label: <in answer>, tone: good, meaning: <in answer means>}
  fixed: {label: <fixed>, tone: bad, meaning: <fixed means>}
assesses:
  R1: {met: [in-answer], missed: [fixed], reason: <reason>}
---
""",
    "candidates/srv.md": """\
---
id: srv
title: <srv>
criteria:
  port: {value: in-answer, note: <note>}
---

<about>
""",
    "candidates/uri.md": """\
---
id: uri
title: <uri>
criteria:
  port: {value: fixed, note: <fixed means>}
---

<about>

1. <client>
2. <server>

- <port>
- <question>

> <quote>
""",
}
CHINESE = Script(
    "zh-CN",
    "Chinese.ttf",
    {
        "title": "查找服务的方法",
        "author": "编辑组",
        "words of Sphinx": "表图",
        "matrix": "按每个标准比较每种方法",
        "asked by": "由此提出",
        "asks for": "提出",
        "trace": "场景与要求",
        "scenario": "场景",
        "scenarios": "场景一览",
        "requirement": "要求",
        "requirements": "要求一览",
        "candidate": "方法",
        "candidates": "方法一览",
        "criterion": "标准",
        "criteria": "标准一览",
        "about": "客户端只知道服务的名称,必须先找到主机和端口,然后才能建立连接。",
        "quote": "“名称”不是地址,地址会改变,名称保持不变。",
        "drawing": "客户端向服务器提问",
        "client": "客户端",
        "server": "服务器",
        "question": "端口是什么?",
        "start": "客户端第一次启动",
        "R1": "不需要预先知道端口",
        "statement": "客户端必须能够在不预先知道端口的情况下找到服务。",
        "port": "端口来自哪里",
        "in answer": "在回答中",
        "in answer means": "客户端查询到的回答包含端口。",
        "fixed": "固定",
        "fixed means": "客户端使用为该协议登记的端口。",
        "reason": "回答中的端口不必预先知道。",
        "srv": "SRV 记录",
        "uri": "众所周知的地址",
        "note": "记录包含主机和端口(RFC 2782)。",
    },
)
JAPANESE = Script(
    "ja",
    "Japanese.ttf",
    {
        "title": "サービスの見つけ方",
        "author": "編集者",
        "words of Sphinx": "表図",
        "matrix": "すべての方法と基準の一覧",
        "asked by": "きっかけ",
        "asks for": "求めるもの",
        "trace": "場面と要件",
        "scenario": "場面",
        "scenarios": "場面の一覧",
        "requirement": "要件",
        "requirements": "要件の一覧",
        "candidate": "方法",
        "candidates": "方法の一覧",
        "criterion": "基準",
        "criteria": "基準の一覧",
        "about": "クライアントは名前だけを知っており、接続の前にホストとポートを見つける。",
        "quote": "「名前」は住所ではない。住所は変わるが、名前は変わらない。",
        "drawing": "クライアントがサーバーに尋ねる",
        "client": "クライアント",
        "server": "サーバー",
        "question": "ポートは何番?",
        "start": "クライアントの最初の起動",
        "R1": "ポートを前もって知らなくてよい",
        "statement": "クライアントは、ポートを前もって知らなくてもサービスを見つける。",
        "port": "ポートはどこから来るか",
        "in answer": "答えの中",
        "in answer means": "クライアントが受け取る答えにポートが含まれる。",
        "fixed": "固定",
        "fixed means": "クライアントはプロトコルに登録されたポートを使う。",
        "reason": "答えの中のポートは前もって知らなくてよい。",
        "srv": "SRV レコード",
        "uri": "よく知られた場所",
        "note": "レコードにはホストとポートがある(RFC 2782)。",
    },
)
ARABIC = Script(
    "ar",
    "Arabic.ttf",
    {
        "title": "طرق العثور على خدمة",
        "author": "فريق التحرير",
        "matrix": "كل الطرق حسب كل معيار",
        "asked by": "سببه",
        "asks for": "يطلب",
        "trace": "المواقف والمتطلبات",
        "scenario": "موقف",
        "scenarios": "المواقف",
        "requirement": "متطلب",
        "requirements": "المتطلبات",
        "candidate": "طريقة",
        "candidates": "الطرق",
        "criterion": "معيار",
        "criteria": "المعايير",
        "about": "يعرف العميل اسم الخدمة فقط، وعليه أن يجد المضيف والمنفذ قبل أن يبدأ الاتصال.",
        "quote": "«الاسم» ليس عنوانا: العنوان يتغير والاسم يبقى.",
        "drawing": "العميل يسأل الخادم",
        "client": "العميل",
        "server": "الخادم",
        "question": "ما هو المنفذ؟",
        "start": "أول تشغيل للعميل",
        "R1": "لا حاجة إلى معرفة المنفذ مسبقا",
        "statement": "يجب أن يستطيع العميل العثور على الخدمة دون أن يعرف المنفذ مسبقا.",
        "port": "من أين يأتي المنفذ",
        "in answer": "في الجواب",
        "in answer means": "الجواب الذي يصل إلى العميل فيه المنفذ.",
        "fixed": "ثابت",
        "fixed means": "يستعمل العميل المنفذ المسجل للبروتوكول.",
        "reason": "المنفذ في الجواب لا يلزم أن يعرف مسبقا.",
        "srv": "سجل SRV",
        "uri": "عنوان معروف",
        "note": "في السجل المضيف والمنفذ (RFC 2782).",
    },
    direction="rtl",
    is_built_in=True,
)
HEBREW = Script(
    "he",
    "Hebrew.ttf",
    {
        "title": "דרכים למצוא שירות",
        "author": "צוות העריכה",
        "matrix": "כל הדרכים לפי כל אמת מידה",
        "asked by": "בעקבות",
        "asks for": "דורש",
        "trace": "מצבים ודרישות",
        "scenario": "מצב",
        "scenarios": "מצבים",
        "requirement": "דרישה",
        "requirements": "דרישות",
        "candidate": "דרך",
        "candidates": "דרכים",
        "criterion": "אמת מידה",
        "criteria": "אמות מידה",
        "about": "הלקוח יודע רק את שם השירות, ועליו למצוא את המארח ואת הפתחה לפני ההתחברות.",
        "quote": "״שם״ אינו כתובת: הכתובת משתנה והשם נשאר.",
        "drawing": "הלקוח שואל את השרת",
        "client": "הלקוח",
        "server": "השרת",
        "question": "מהי הפתחה?",
        "start": "הפעלה ראשונה של הלקוח",
        "R1": "אין צורך לדעת את הפתחה מראש",
        "statement": "הלקוח חייב להיות מסוגל למצוא את השירות בלי לדעת את הפתחה מראש.",
        "port": "מאין באה הפתחה",
        "in answer": "בתשובה",
        "in answer means": "התשובה שהלקוח מקבל כוללת את הפתחה.",
        "fixed": "קבועה",
        "fixed means": "הלקוח משתמש בפתחה שנרשמה לפרוטוקול.",
        "reason": "פתחה שבתשובה אין צורך לדעת מראש.",
        "srv": "רשומת SRV",
        "uri": "כתובת ידועה",
        "note": "ברשומה יש מארח ופתחה (RFC 2782).",
    },
    direction="rtl",
    is_built_in=True,
)
ALL = (CHINESE, JAPANESE, ARABIC, HEBREW)

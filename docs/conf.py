"""The site: `make docs` builds it from the pages, without the network, and warnings are errors."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "remit"
author = "the remit contributors"
_VERSION = re.search(r'__version__ = "(.+?)"', (HERE.parent / "src/remit/__init__.py").read_text(encoding="utf-8"))
release = _VERSION[1] if _VERSION else ""
language = "en_GB"

extensions = ["myst_parser", "remit_site"]
exclude_patterns = ["_ext", "_static"]
smartquotes = False  # what stands in a page is what one types

myst_heading_anchors = 3  # the anchors that a forge gives to headings, so that links lead to the same place in both

html_theme = "furo"
html_title = "remit"
html_static_path = ["_static"]
html_css_files = ["remit.css"]
html_copy_source = False
html_show_copyright = False
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

"""Pages of a lesson: callouts, code, and nothing that a page could do beside being read."""

import pytest

from tests.tui.harness import Desk, a_course, shown
from tutor.model.course import Step
from tutor.model.lesson_page import CALLOUTS, callout_of
from tutor.tui.widgets.lesson_text import LessonFence, flowing

PAGE = """\
Before.

```predict
How many layers does the second stage
begin with? Think of `FROM`.
```

```run
docker history shop:1
```

```hint
[bold red]Not markup[/] and [@click=app.quit]no link[/].
```

```note
- one
- two
```

```dockerfile
FROM node:18-alpine AS build
```

```nonsense
[b]as it is[/b]
```
"""


@pytest.fixture
def page(tmp_path):
    desk = Desk(tmp_path, a_course(1, steps=(Step("one", "One", PAGE),)))
    yield desk
    desk.store.close()


@pytest.mark.parametrize("size", [(120, 60), (80, 60)])
async def test_callouts_say_what_they_are(page, size):
    async with page.opened(size=size) as (app, _):
        seen = shown(app)
        for heading, _ in CALLOUTS.values():
            assert heading in seen
        assert "docker history shop:1" in seen
        assert "FROM node:18-alpine" in seen


async def test_nothing_in_a_callout_is_markup(page):
    async with page.opened(size=(160, 60)) as (app, _):
        fences = list(app.screen.query(LessonFence))
        assert [f.has_class("-callout") for f in fences] == [True, True, True, True, False, False]
        texts = [f._highlighted_code for f in fences]
        assert texts[2].plain == "Hint\n[bold red]Not markup[/] and [@click=app.quit]no link[/]."
        assert texts[5].plain == "[b]as it is[/b]"
        assert not any(getattr(span.style, "meta", None) for text in texts for span in text.spans)


def test_the_first_word_decides():
    assert [callout_of(info) for info in ("predict", "Predict now", "", "python", "note\t1")] == [
        *("predict", "predict", "", "", "note")
    ]


def test_paragraphs_flow_and_lists_stay():
    assert flowing("One\ntwo.\n\n- a\n- b\n  more\nend") == "One two.\n\n- a\n- b\n  more end"

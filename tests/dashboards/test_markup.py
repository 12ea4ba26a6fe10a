import pytest
from dash import dcc, html

from dashboards.markup import markup


@pytest.mark.parametrize(
    ("component", "written"),
    [
        (html.P("Alfa"), "<p>Alfa</p>"),
        (html.P(), "<p></p>"),
        (html.P([None, 3, " of ", 8.5]), "<p>3 of 8.5</p>"),
        (html.P(0), "<p>0</p>"),
        (html.Br(), "<br>"),
        (html.Label("Name", htmlFor="q", className="a b"), '<label class="a b" for="q">Name</label>'),
        (html.Th("x", colSpan=4, scope="col"), '<th colspan="4" scope="col">x</th>'),
        (html.Section(tabIndex=-1), '<section tabindex="-1"></section>'),
        (html.Details(open=True), "<details open></details>"),
        (html.Details(open=False, hidden=None), "<details></details>"),
        (html.Button("x", **{"aria-pressed": "true"}), '<button aria-pressed="true">x</button>'),
        (
            html.I(style={"backgroundColor": "#fff", "--shade": "red", "width": "3%"}),
            '<i style="background-color:#fff;--shade:red;width:3%"></i>',
        ),
        ([html.P("a"), [html.B("b"), "c"]], "<p>a</p><b>b</b>c"),
        (None, ""),
    ],
)
def test_a_component_is_the_html_it_stands_for(component, written):
    assert markup(component) == written


def test_no_name_is_ever_markup():
    evil = "<img src=x onerror=alert(1)>\" ' &amp;"
    shown = markup(html.P(evil, title=evil, **{"data-go": evil}))
    assert shown.count("<") == 2
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert shown.count('"') == 4 + 1
    assert 'data-go="&lt;img' in shown


def test_what_lives_in_a_script_of_its_own_is_refused():
    with pytest.raises(TypeError, match="input is no element of HTML"):
        markup(html.Div(dcc.Input(id="x")))

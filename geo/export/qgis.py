"""Write styles as QGIS reads them (QML) and as other programs do (SLD), from the same rules.

QGIS looks for them in a table `layer_styles` beside the layers. Forms: the project file format of QGIS 3, and OGC
Styled Layer Descriptor 1.0.0 with Filter Encoding 1.0.0. Every text passes through an XML writer, so that no name of a
place can break out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export.styles import Condition, Rule, Style

SLD = "http://www.opengis.net/sld"
OGC = "http://www.opengis.net/ogc"
PIXELS_PER_MM = 3.78
"""SLD counts edges in pixels of 96 to an inch."""


def qml(style: Style) -> str:
    """Write a style with rules, labels and map tips, as QGIS 3 reads it."""
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology|Labeling|MapTips")
    labelled = style.label is not None
    root.set("labelsEnabled", str(int(labelled)))
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = ET.SubElement(renderer, "rules", key="{root}")
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(style.rules):
        told = {"key": f"{{rule-{number}}}", "symbol": str(number), "label": rule.title}
        if rule.tests:
            told["filter"] = " AND ".join(map(_expression, rule.tests))
        ET.SubElement(rules, "rule", told)
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=str(number), alpha="1", clip_to_extent="1")
        _options(ET.SubElement(symbol, "layer", {"class": "SimpleFill", "pass": "0", "enabled": "1"}), _fill(rule))
        if rule.striped:
            _stripes(symbol, number)
    if style.label is not None:
        _labels(root, style.label)
    if style.tip is not None:
        ET.SubElement(root, "mapTip", enabled="1").text = style.tip
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def sld(style: Style) -> str:
    """Write a style with its rules, as SLD 1.0.0."""
    ET.register_namespace("", SLD)
    ET.register_namespace("ogc", OGC)
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.0.0")
    layer = ET.SubElement(root, f"{{{SLD}}}NamedLayer")
    ET.SubElement(layer, f"{{{SLD}}}Name").text = style.layer
    user = ET.SubElement(layer, f"{{{SLD}}}UserStyle")
    ET.SubElement(user, f"{{{SLD}}}Name").text = style.name
    rules = ET.SubElement(user, f"{{{SLD}}}FeatureTypeStyle")
    for rule in style.rules:
        element = ET.SubElement(rules, f"{{{SLD}}}Rule")
        ET.SubElement(element, f"{{{SLD}}}Name").text = rule.title
        ET.SubElement(element, f"{{{SLD}}}Title").text = rule.title
        if rule.tests:
            filter_ = ET.SubElement(element, f"{{{OGC}}}Filter")
            within = ET.SubElement(filter_, f"{{{OGC}}}And") if len(rule.tests) > 1 else filter_
            for test in rule.tests:
                _filter(within, test)
        _polygon(element, rule)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _expression(test: Condition) -> str:
    field = '"' + test.field.replace('"', '""') + '"'
    if test.operator == "missing":
        return f"{field} IS NULL"
    value = "'" + test.value.replace("'", "''") + "'" if isinstance(test.value, str) else repr(test.value)
    return f"{field} {test.operator} {value}"


def _fill(rule: Rule) -> dict[str, str]:
    return {
        "color": _rgba(rule.fill or "#ffffff", seen=rule.fill is not None),
        "style": "solid" if rule.fill else "no",
        "outline_color": _rgba(rule.edge),
        "outline_style": "solid",
        "outline_width": f"{rule.width_mm:g}",
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }


def _stripes(symbol: ET.Element, number: int) -> None:
    layer = ET.SubElement(symbol, "layer", {"class": "LinePatternFill", "pass": "0", "enabled": "1"})
    _options(layer, {"angle": "45", "distance": "1.6", "distance_unit": "MM", "line_width": "0.3"})
    line = ET.SubElement(layer, "symbol", type="line", name=f"@{number}@1", alpha="1")
    drawn = ET.SubElement(line, "layer", {"class": "SimpleLine", "pass": "0", "enabled": "1"})
    _options(drawn, {"line_color": _rgba("#ffffff"), "line_width": "0.3", "line_width_unit": "MM"})


def _labels(root: ET.Element, field: str) -> None:
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings")
    text = ET.SubElement(
        settings, "text-style", fieldName=field, isExpression="0", fontSize="9", fontSizeUnit="Point",
        textColor="28,38,41,255",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )
    ET.SubElement(settings, "placement", placement="1")


def _options(layer: ET.Element, options: Mapping[str, str]) -> None:
    """Say each option twice: QGIS from 3.26 reads the first form, older ones the second."""
    held = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(held, "Option", name=name, value=value, type="QString")
    for name, value in options.items():
        ET.SubElement(layer, "prop", k=name, v=value)


def _rgba(colour: str, *, seen: bool = True) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{255 if seen else 0}"


def _filter(within: ET.Element, test: Condition) -> None:
    names = {
        "=": "PropertyIsEqualTo",
        ">": "PropertyIsGreaterThan",
        "<=": "PropertyIsLessThanOrEqualTo",
        "missing": "PropertyIsNull",
    }
    element = ET.SubElement(within, f"{{{OGC}}}{names[test.operator]}")
    ET.SubElement(element, f"{{{OGC}}}PropertyName").text = test.field
    if test.operator != "missing":
        ET.SubElement(element, f"{{{OGC}}}Literal").text = str(test.value)


def _polygon(element: ET.Element, rule: Rule) -> None:
    polygon = ET.SubElement(element, f"{{{SLD}}}PolygonSymbolizer")
    if rule.fill is not None or rule.striped:
        fill = ET.SubElement(polygon, f"{{{SLD}}}Fill")
        _css(fill, "fill", rule.fill or rule.edge)
        if rule.striped:
            # SLD 1.0.0 knows no stripes that every program draws: what lies below is paler instead.
            _css(fill, "fill-opacity", "0.5")
    stroke = ET.SubElement(polygon, f"{{{SLD}}}Stroke")
    _css(stroke, "stroke", rule.edge)
    _css(stroke, "stroke-width", f"{rule.width_mm * PIXELS_PER_MM:.2f}")


def _css(within: ET.Element, name: str, value: str) -> None:
    ET.SubElement(within, f"{{{SLD}}}CssParameter", name=name).text = value

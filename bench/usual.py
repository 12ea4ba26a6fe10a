"""Serve the map the usual way: at each move of a slider a Folium page is made anew and put into a frame as a text.

It is what `bench.app` races the app against: the same scores, shapes and places, no other part of the app.
"""

from __future__ import annotations

import sys
from pathlib import Path

import folium
import geopandas as gpd
from dash import Dash, Input, Output, dcc, html
from flask import send_from_directory
from waitress import serve
from xstatic.pkg import leaflet

from dashboards.data import load_published
from dashboards.live import live_for
from dashboards.state import Setting
from geo.maps.breaks import quantiles
from geo.palette import ramp


def main(folder: Path, port: int) -> None:
    """Serve until ended from outside."""
    # The frame is as far from the network as ours: Leaflet lies here, and nothing else is asked for.
    folium.Map.default_js = [("leaflet", "/leaflet/leaflet.js")]
    folium.Map.default_css = [("leaflet_css", "/leaflet/leaflet.css")]
    data = load_published(folder)
    shapes = gpd.read_parquet(folder / "scores.parquet")[["code", "name", "geometry"]]
    app = Dash("usual")
    app.layout = html.Div(
        [dcc.Slider(0, 5, 0.05, value=1, id="weight"), html.Iframe(id="map", style={"width": "100%", "height": "90vh"})]
    )

    @app.callback(Output("map", "srcDoc"), Input("weight", "value"))
    def draw(weight: float) -> str:
        live = live_for(data, Setting(weights=(("origin", float(weight)),)))
        scored = shapes.merge(live.scores[["score"]], left_on="code", right_index=True)
        limits = quantiles(scored["score"].to_numpy())
        colours = ramp("score", classes=len(limits))

        def style(feature: dict[str, dict[str, float]]) -> dict[str, object]:
            place = sum(feature["properties"]["score"] > limit for limit in limits[:-1])
            return {"fillColor": colours[place], "fillOpacity": 1, "color": "#fff", "weight": 0.5}

        page = folium.Map(location=[14.8, -88], zoom_start=7, tiles=None)
        folium.GeoJson(scored, style_function=style, tooltip=folium.GeoJsonTooltip(["name", "score"])).add_to(page)
        return page.get_root().render()

    @app.server.get("/leaflet/<name>")
    def library(name: str) -> object:
        return send_from_directory(leaflet.BASE_DIR, name)

    print("ready", flush=True)
    serve(app.server, host="127.0.0.1", port=port, threads=4)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Draw the maps: one page that opens from disk or from a server, in Spanish and English, with no network."""

from geo.maps.live import files_of, live_files
from geo.maps.menu import handed_down
from geo.maps.page import build_page, page_of
from geo.maps.payload import payload
from geo.maps.scenes import scene

__all__ = ["build_page", "files_of", "handed_down", "live_files", "page_of", "payload", "scene"]

"""What was uploaded leaves the server as soon as it is read, and never comes to lie on its disk.

Streamlit keeps an upload until the browser asks for its removal or the session ends, and its server
writes parts of a form that are larger than 1 MB into a temporary file on their way.
"""

from __future__ import annotations

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo_core.api import PhotoSettings

PHOTO_MB = PhotoSettings().max_bytes // 2**20
"""Of one photo. The server's own limit is that of a whole class set (.streamlit/config.toml)."""

# The largest upload and the form around it stay in memory.
MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 2**20


def taken(given: UploadedFile) -> bytes:
    """The bytes of an upload, which from now on only the caller has."""
    data = given.getvalue()
    context = get_script_run_ctx()
    # The interface names no removal of one file; the memory's is the one that Streamlit's server has.
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, given.file_id)
    given.close()
    return data


def drop_uploads() -> None:
    """Drop everything that this session has uploaded and that nobody has read: its page was left."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)

"""Told by its bytes, never by its name: what a file is (文件种类)."""

from __future__ import annotations

from rongxin.base.common.labelled import Labelled
from rongxin.data.ingest import errors

HEAD_BYTES = 8192

_FOREIGN = (
    (b"\x89PNG", "它是 PNG 图片"),
    (b"\xff\xd8\xff", "它是 JPEG 图片"),
    (b"GIF8", "它是 GIF 图片"),
    (b"BM\x36", "它是 BMP 图片"),
    (b"II*\x00", "它是 TIFF 图片"),
    (b"MM\x00*", "它是 TIFF 图片"),
    (b"%PDF", "它是 PDF 文档"),
    (b"\x1f\x8b", "它是 gzip 压缩文件，请先解压"),
    (b"BZh", "它是 bzip2 压缩文件，请先解压"),
    (b"\xfd7zXZ\x00", "它是 xz 压缩文件，请先解压"),
    (b"7z\xbc\xaf", "它是 7z 压缩文件，请先解压"),
    (b"Rar!", "它是 RAR 压缩文件，请先解压"),
    (b"PAR1", "它是 Parquet 文件"),
    (b"SQLite format 3", "它是 SQLite 数据库"),
    (b"{\\rtf", "它是 RTF 文档"),
    (b"\x7fELF", "它是可执行程序"),
    (b"MZ\x90", "它是可执行程序"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<workbook")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Kind(Labelled):
    """How the rows are written down (表格种类)."""

    TEXT = "text", "文本表格"
    WORKBOOK = "workbook", "XLSX 工作簿"


def kind_of(head: bytes, whole_directory: bytes, file: str) -> Kind:
    """Text or workbook, judged by the first bytes; anything else is refused with its right name (文件种类).

    `whole_directory` is enough of an OLE file to find the mark of an encrypted workbook.

    Raises:
        FileEmpty: there is nothing in it.
        WorkbookProtected: an XLSX under a password.
        NotATable: a picture, an archive, a page, an old .xls.
    """
    if not head.strip():
        raise errors.FileEmpty(file=file, detail="没有任何内容")
    if head.startswith(b"PK\x03\x04"):
        return Kind.WORKBOOK
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in whole_directory:
            raise errors.WorkbookProtected(file=file)
        raise errors.NotATable(file=file, detail="它是旧版 Office 文件（如 .xls），请另存为 .xlsx")
    for magic, words in _FOREIGN:
        if head.startswith(magic):
            raise errors.NotATable(file=file, detail=words)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower().startswith(_MARKUP):
        raise errors.NotATable(file=file, detail="它是网页或 XML，常见于“导出 Excel”实为网页的系统")
    return Kind.TEXT

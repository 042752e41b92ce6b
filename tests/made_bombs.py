"""Small PDF files that swell when they are read."""

import zlib

_PART = 1 << 20
_SPACES = b" " * _PART


def _swelling(size, *, whole):
    """Return a zlib stream of so many spaces (in whole MB), without packing them all."""
    packer = zlib.compressobj(9)
    head = packer.compress(_SPACES) + packer.flush(zlib.Z_FULL_FLUSH)
    part = packer.compress(_SPACES) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = head + part * (size // _PART - 1)
    last_block = b"\x03\x00"
    # Adler-32 of that many times 32.
    low = (1 + 32 * size) % 65521
    checksum = (size + 16 * size * (size + 1)) % 65521 << 16 | low
    return stream + last_block + checksum.to_bytes(4, "big") if whole else stream


def _pdf(*objects):
    """Return a PDF of numbered objects; readers find them without a table."""
    parts = [b"%%PDF-1.7\n", *(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))]
    return b"".join(parts).replace(b"%%", b"%") + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def _page(contents, font=b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", *more):
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        contents,
        font,
        *more,
    )


def _stream(data, entries=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def swelling_page(size, *, whole=True):
    """Return a PDF whose page unpacks, twice packed, to so many bytes; or one that is cut off."""
    packed = zlib.compress(_swelling(size, whole=whole), 9)
    return _page(_stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


def swelling_widths():
    """Return a PDF whose font states two thousand million widths in a line."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] >>"
    )
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /W [0 2000000000 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /Any >> >>"
    )
    return _page(_stream(b"BT /F1 12 Tf 50 700 Td <0001> Tj ET"), font, descendant)


def small_page(text):
    """Return a PDF of one line, to show that what is refused is not the way it is made."""
    return _page(_stream(b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % text.encode()))

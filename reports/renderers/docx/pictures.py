"""A chart's picture in the text of a DOCX, with the words that are read out instead of it."""

from xml.sax.saxutils import quoteattr

from reports.content.blocks import ChartBlock
from reports.renderers.pdf.pictures import Picture

_EMU_PER_CM = 360_000
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def relation_id(number: int) -> str:
    return f"picture{number}"


def drawing(block: ChartBlock, picture: Picture, number: int) -> str:
    """`number` is unique in the document; the relation is named by the chart's own number."""
    width, height = (round(size * _EMU_PER_CM) for size in picture.size_cm)
    about = f"name={quoteattr(block.anchor)} descr={quoteattr(block.alt.replace(chr(10), ' '))}"
    extent = f'cx="{width}" cy="{height}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" {about}/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" {about}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation_id(block.number)}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )

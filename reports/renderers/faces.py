"""The faces that ODT and DOCX name: they embed none, so these are the ones that offices have."""

from dataclasses import dataclass

from reports.enums import Face


@dataclass(frozen=True, slots=True)
class FaceNames:
    """The face of the Chinese and the one of letters and figures."""

    asian: str
    latin: str


FACE_NAMES: dict[Face, FaceNames] = {
    Face.KAI: FaceNames("標楷體", "Times New Roman"),
    Face.SERIF: FaceNames("新細明體", "Times New Roman"),
    Face.SANS: FaceNames("微軟正黑體", "Arial"),
}

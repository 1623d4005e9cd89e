"""Describe answers (REST guide, "sObject Describe"): everything a client may ask about a field."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.salesforce.schema import COMPOUND, NUMERIC, Field, Schema, SObject

__all__ = ["basic", "full"]

SOAP = {
    "id": "tns:ID", "reference": "tns:ID", "boolean": "xsd:boolean", "int": "xsd:int", "double": "xsd:double",
    "currency": "xsd:double", "percent": "xsd:double", "date": "xsd:date", "datetime": "xsd:dateTime",
    "address": "urn:address", "location": "urn:location", "anyType": "xsd:anyType", "base64": "xsd:base64Binary",
}  # fmt: skip
ROOT_URLS = {
    "rowTemplate": "/{ID}",
    "defaultValues": "/defaultValues?recordTypeId&fields",
    "describe": "/describe",
    "sobject": "",
}
MASTER = "012000000000000AAA"


def basic(sobject: SObject, base: str) -> dict[str, Any]:
    """What the global describe says of an object."""
    root = f"{base}/sobjects/{sobject.name}"
    urls = {name: root + path for name, path in ROOT_URLS.items() if name != "defaultValues"}
    usual = sobject.flag
    return {
        "activateable": False,
        "associateEntityType": None,
        "associateParentEntity": None,
        "createable": usual("createable"),
        "custom": sobject.custom,
        "customSetting": False,
        "deepCloneable": False,
        "deletable": usual("deletable"),
        "deprecatedAndHidden": False,
        "feedEnabled": sobject.flag("mergeable", False),
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": sobject.prefix or None,
        "label": sobject.label,
        "labelPlural": sobject.plural,
        "layoutable": usual("createable"),
        "mergeable": sobject.flag("mergeable", False),
        "mruEnabled": usual("createable"),
        "name": sobject.name,
        "queryable": usual("queryable"),
        "replicateable": usual("replicateable"),
        "retrieveable": usual("retrieveable"),
        "searchable": usual("createable"),
        "triggerable": usual("createable"),
        "undeletable": usual("undeletable") and "IsDeleted" in sobject.fields,
        "updateable": usual("updateable"),
        "urls": urls,
    }


def full(schema: Schema, sobject: SObject, base: str) -> dict[str, Any]:
    root = f"{base}/sobjects/{sobject.name}"
    urls = {name: root + path for name, path in ROOT_URLS.items()}
    more = {
        "actionOverrides": [],
        "childRelationships": [_child(child, field) for child, field in schema.children(sobject)],
        "compactLayoutable": sobject.flag("createable"),
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [_field(field) for field in schema.visible(sobject)],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [_master(root)] if "RecordTypeId" in sobject.fields or sobject.custom else [],
        "searchLayoutable": sobject.flag("createable"),
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": f"All {sobject.plural.lower()}", "name": "everything"}],
        "urls": {
            **urls,
            "uiEditTemplate": "/{ID}/e",
            "uiDetailTemplate": "/{ID}",
            "uiNewRecord": f"/{sobject.prefix}/e",
            "quickActions": root + "/quickActions",
            "layouts": root + "/describe/layouts",
            "compactLayouts": root + "/describe/compactLayouts",
            "approvalLayouts": root + "/describe/approvalLayouts",
        },
    }
    return dict(sorted({**basic(sobject, base), **more}.items()))


def _child(child: SObject, field: Field) -> dict[str, Any]:
    return {
        "cascadeDelete": field.cascade_delete,
        "childSObject": child.name,
        "deprecatedAndHidden": False,
        "field": field.name,
        "junctionIdListNames": [],
        "junctionReferenceTo": [],
        "relationshipName": field.child_relationship,
        "restrictedDelete": False,
    }


def _master(root: str) -> dict[str, Any]:
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": True,
        "developerName": "Master",
        "master": True,
        "name": "Master",
        "recordTypeId": MASTER,
        "urls": {"layout": f"{root}/describe/layouts/{MASTER}"},
    }


def _field(field: Field) -> dict[str, Any]:
    plain = field.type not in COMPOUND
    groupable = field.filterable and field.type not in {"double", "currency", "percent", "datetime", "multipicklist"}
    return {
        "aggregatable": field.filterable and field.type != "boolean",
        "aiPredictionField": False,
        "autoNumber": field.auto_number is not None,
        "byteLength": field.length * 3 if field.type not in {"id", "reference"} else 18,
        "calculated": field.calculated,
        "calculatedFormula": field.formula if field.calculated else None,
        "cascadeDelete": field.cascade_delete,
        "caseSensitive": field.case_sensitive,
        "compoundFieldName": field.compound
        or ("Name" if field.name in {"FirstName", "LastName", "Salutation"} else None),
        "controllerName": None,
        "createable": field.createable and not field.calculated,
        "custom": field.custom,
        "defaultValue": bool(field.default) if field.type == "boolean" else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": field.defaulted or field.type == "boolean" or field.default is not None,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": field.precision if field.type == "int" else 0,
        "displayLocationInDecimal": False,
        "encrypted": field.type == "encryptedstring",
        "externalId": field.external_id,
        "extraTypeInfo": _extra(field),
        "filterable": field.filterable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": groupable,
        "highScaleNumber": False,
        "htmlFormatted": field.html,
        "idLookup": field.id_lookup or field.external_id,
        "inlineHelpText": field.help_text,
        "label": field.label,
        "length": field.length if plain else 0,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": field.name_field,
        "namePointing": len(field.reference_to) > 1,
        "nillable": field.nillable,
        "permissionable": not (field.name_field or not field.nillable or field.type == "id"),
        "picklistValues": [
            *(_choice(field, value) for value in field.picklist),
            *({**_choice(field, value), "active": False} for value in field.inactive),
        ],
        "polymorphicForeignKey": len(field.reference_to) > 1,
        "precision": field.precision if field.type in NUMERIC and field.type != "int" else 0,
        "queryByDistance": field.type in COMPOUND,
        "referenceTargetField": None,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship_name,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": field.restricted,
        "scale": field.scale,
        "searchPrefilterable": field.type == "reference",
        "soapType": SOAP.get(field.type, "xsd:string"),
        "sortable": field.filterable and field.type != "multipicklist",
        "type": field.type,
        "unique": field.unique,
        "updateable": field.updateable and not field.calculated,
        "writeRequiresMasterRead": False,
    }


def _extra(field: Field) -> str | None:
    if field.type == "textarea":
        return "richtextarea" if field.html else "plaintextarea"
    return {"Name": "personname"}.get(field.name) if field.length == 121 else None


def _choice(field: Field, value: str) -> dict[str, Any]:
    return {"active": True, "defaultValue": value == field.default, "label": value, "validFor": None, "value": value}

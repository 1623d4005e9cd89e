"""Folders of CSV exports: read by API names, strict about columns and rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from advocacy_sync.sandbox.data.exports import load_data, load_exports
from advocacy_sync.sandbox.data.reading import DataError

ACCOUNT = "001000000000001AAA"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return path


def test_values_are_typed_as_their_fields_are(tmp_path: Path) -> None:
    header = "Id,AccountId,Name,StageName,Amount,CloseDate,IsWon,CreatedDate,Advocacy_Touches__c"
    row = "006000000000001,001000000000001,Deal,Closed Won,1500.50,2017-03-01,true,2017-01-02T03:04:05.000Z,2"
    world = load_exports(folder(tmp_path, Opportunity=f"{header}\n{row}\n"))
    assert world.salesforce["Opportunity"] == [
        {
            "Id": "006000000000001AAA",
            "AccountId": ACCOUNT,
            "Name": "Deal",
            "StageName": "Closed Won",
            "Amount": 1500.5,
            "CloseDate": "2017-03-01",
            "IsWon": True,
            "CreatedDate": "2017-01-02T03:04:05.000+0000",
            "Advocacy_Touches__c": 2.0,
        }
    ]
    assert world.as_of == datetime(2017, 1, 3, tzinfo=UTC)


def test_empty_cells_are_left_out_and_quoted_cells_may_hold_lines(tmp_path: Path) -> None:
    world = load_exports(folder(tmp_path, Account='Id,Name,Phone,Description\n001000000000001,Acme,,"a\nb"\n'))
    assert world.salesforce["Account"] == [{"Id": ACCOUNT, "Name": "Acme", "Description": "a\nb"}]


def test_unknown_custom_fields_become_text_fields(tmp_path: Path) -> None:
    world = load_exports(folder(tmp_path, Account="Id,Name,Tier__c\n001000000000001,Acme,007\n"))
    assert world.salesforce["Account"][0]["Tier__c"] == "007"
    assert {"name": "Tier__c", "label": "Tier", "type": "string", "length": 255} in world.fields["Account"]


def test_any_other_unknown_column_is_an_error_that_names_file_and_column(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Account\.csv: column 'Colour' is no field of Account"):
        load_exports(folder(tmp_path, Account="Id,Name,Colour\n001000000000001,Acme,red\n"))
    with pytest.raises(ValueError, match=r"companies\.csv: column 'colour' is no property of companies"):
        load_exports(folder(tmp_path, Account="Id,Name\n", companies="id,name,colour\n1,Acme,red\n"))


def test_bad_rows_are_all_told_with_file_and_line(tmp_path: Path) -> None:
    text = (
        'Id,Name,Description,AnnualRevenue\n001000000000001,Acme,"a\nb",1\n001000000000002,B,,much\nnoid,C,,\n1,2,3\n'
    )
    with pytest.raises(DataError) as told:
        load_exports(folder(tmp_path, Account=text))
    assert str(told.value).splitlines() == [
        "Account.csv:4: AnnualRevenue: 'much' is not a number",
        "Account.csv:5: Id: 'noid' is not a record id",
        "Account.csv:6: the row has another number of cells than the header",
    ]


def test_portal_records_keep_text_and_take_their_stamps_from_the_columns(tmp_path: Path) -> None:
    contacts = "hs_object_id,email,createdate,lastmodifieddate,advocacy_nominate,associated_company_id\n"
    contacts += "51,ANNA@acme.example,2024-01-02T03:04:05.678Z,1704200000000,,7;8\n"
    world = load_exports(folder(tmp_path, contacts=contacts))
    assert world.hubspot["contacts"] == [
        {
            "id": "51",
            "createdAt": "2024-01-02T03:04:05.678Z",
            "updatedAt": "2024-01-02T12:53:20.000Z",
            "properties": {"email": "ANNA@acme.example", "advocacy_nominate": None},
        }
    ]
    assert world.associations == [
        ("contacts", "51", "companies", "7", None),
        ("contacts", "51", "companies", "8", None),
    ]


def test_portal_records_need_an_id(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"contacts\.csv: no column id or hs_object_id"):
        load_exports(folder(tmp_path, contacts="email\na@b.example\n"))


def test_a_file_that_is_named_after_no_object_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Accounts\.csv: no object of this name"):
        load_data(folder(tmp_path, Accounts="Id,Name\n"), 7)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no CSV file"):
        load_data(tmp_path, 7)

"""Files as CRM systems export them, made here: the shapes are theirs, the people are ours."""

# ruff: noqa: E501 - the exports' lines are as long as they are

import io
import zipfile
from xml.sax.saxutils import escape

ACCOUNTS = """\
account,sector,year_established,revenue,employees,office_location,subsidiary_of
Bluth Company,technolgy,1993,1242.32,3027,United States,Sonron
Sonron,retail,1999,1699.85,5108,Kenya,
"Initech, Inc.",medical,2004,12.5,89,Philipines,
"""

BROKEN = (
    b"\xef\xbb\xbfaccount;sector;year_established;revenue;employees;office_location;subsidiary_of\r\n"
    b"M\xfcller & S\xf6hne;retail;1971;2220,5;310;Germany;\r\n"
    b"Initech;technology;1996;1100,04;2822;United States;\r\n"
    b"initech ;technology;1996;1100,04;2822;United States;\r\n"
    b";finance;2001;10;12;Kenya;\r\n"
    b'=HYPERLINK("http://example.invalid";"x");retail;1999;5;5;Italy;\r\n'
    b'"Werk ""Nord"" GmbH";medical;2010;15;40;Germany;M\xfcller & S\xf6hne\r\n'
    b"Caf\xe9 Ol\xe9;retail;1988;3;9;Spain;Nobody Ever\r\n"
    b"Halb;retail;19"
)

PEOPLE = """\
sales_agent,manager,regional_office
Anna Stone,Dustin Vale,Central
Boris Falk,Dustin Vale,East
"""

HUBSPOT_COMPANIES = """\
"Record ID","Company name","Company owner","Create Date","Industry","Annual Revenue","Number of Employees","Country/Region","Parent Company ID"
"9001","Initech","Rob Keller","2025-03-01 10:22","Computer Software","12500000","89","United States",""
"9002","Initech Labs","","2025-03-02 11:00","Research","","12","Deutschland","9001"
"""

HUBSPOT_CONTACTS = """\
"Record ID","First Name","Last Name","Email","Phone Number","Job Title","Contact owner","Lead Status","Marketing contact status","Unsubscribed from all email","Opted out of email: One to One","Associated Company","Associated Company IDs","Preferred language"
"51","Bill","Lumb","Bill.Lumb@Initech.example","+1 201-555-0123","VP","Rob Keller","","Marketing contact","","","Initech","9001","en"
"52","Mila","Wad","mila+news@initech.example","","","","","Non-marketing contact","true","","Initech; Globex","9001; 77","de"
"53","","","solo@initech.example","call the desk","","","","","","true","Initech","9001",""
"54","Tom","Smyk","","","","","","","","","Initech","9001",""
"55","No","Account","no@nowhere.example","","","","","","","","","",""
"56","Odd","Answer","odd@initech.example","","","","","","perhaps","","Initech","9001",""
"""

SALESFORCE_ACCOUNTS = """\
Account ID,Account Name,Account Owner,Industry,Annual Revenue,Employees,Billing City,Billing Country,Parent Account ID
0013000000AbCdE,Initech,Rob Keller,Technology,"$12,500,000",89,Austin,United States,
0013000000AbCdFAAV,Initech Labs,Rob Keller,Research,,12,Hamburg,Germany,0013000000AbCdE
"""

SALESFORCE_CONTACTS = """\
Contact ID,Account ID,Account Name,First Name,Last Name,Title,Phone,Mobile,Email,Mailing Country,Email Opt Out,Do Not Call,Last Modified Date
0033000000AbCdEAAV,0013000000AbCdE,Initech,Bill,Lumb,VP,(201) 555-0123,,bill.lumb@initech.example,United States,0,1,2025-01-05
0033000000AbCdFAAV,0013000000AbCdFAAV,Initech Labs,Mila,Wad,,,+49 30 901820,mila@initech.example,Germany,1,0,2025-01-06
"""


XML = '<?xml version="1.0" encoding="UTF-8"?>'


def xlsx(rows: list[list[object]], *, formulas: tuple[str, ...] = ()) -> bytes:
    """A small workbook with one sheet; the cells at `formulas` (B2) compute their value."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            _cell(f"{chr(ord('A') + place)}{number}", value, formulas)
            for place, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return workbook("".join(lines))


def workbook(rows: str, *, before: str = XML, **more: str) -> bytes:
    """A workbook whose sheet has these rows as they are; `more` are further parts by name."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in PARTS.items():
            archive.writestr(path, XML + text)
        archive.writestr("xl/worksheets/sheet7.xml", before + sheet)
        for name, text in more.items():
            archive.writestr(f"xl/{name}.xml", XML + text)
    return out.getvalue()


def _cell(address: str, value: object, formulas: tuple[str, ...]) -> str:
    formula = "<f>1+1</f>" if address in formulas else ""
    if isinstance(value, int | float):
        return f'<c r="{address}">{formula}<v>{value}</v></c>'
    if formula:
        return f'<c r="{address}" t="str">{formula}<v>{escape(str(value))}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet7.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name="Export" sheetId="1" r:id="rId3"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId3" Type="{LINKS}/worksheet" Target="worksheets/sheet7.xml"/>'
    "</Relationships>",
}

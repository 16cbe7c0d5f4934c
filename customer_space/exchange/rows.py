"""What a row of each kind may hold, as pydantic models; every refusal says why."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from customer_space.accounts.rules import name_key
from customer_space.directory.addresses import canonical_email
from customer_space.exchange.cells import (
    number,
    record_key,
    salesforce_key,
    words,
    yes_or_no,
)
from customer_space.exchange.crm_names import Map
from customer_space.exchange.places import country_of, zone_of

MILLION = 1_000_000
LONGEST_NAME = 200
PLACEHOLDERS = frozenset({"-", "--", "–", "—", "#N/A", "(No value)", "(Blank)", "[not provided]"})


def _optional(read: Callable[[str, ValidationInfo], Any]) -> BeforeValidator:
    """An empty cell says nothing: None, whatever the column holds otherwise."""

    def validate(cell: Any, info: ValidationInfo) -> Any:
        bare = words(cell)
        return None if not bare or bare in PLACEHOLDERS else read(cell, info)

    return BeforeValidator(validate)


def _number(cell: str, info: ValidationInfo) -> Decimal:
    return number(cell, decimal_comma=(info.context or {}).get("decimal_comma", False))


def _millions(cell: str, info: ValidationInfo) -> Decimal:
    return _number(cell, info) / MILLION


def _key(cell: str, info: ValidationInfo) -> str:
    """A record's key. Several (`51; 52`): the first, which is the one the CRM shows."""
    first = cell.split(";", maxsplit=1)[0]
    is_salesforce = (info.context or {}).get("map") is Map.SALESFORCE
    return salesforce_key(first) if is_salesforce else record_key(first)


def _flag(cell: Any) -> bool:
    return yes_or_no(cell)


def _bounce(cell: Any) -> bool:
    """Any reason given is a bounce; only an explicit no is none."""
    try:
        return yes_or_no(cell)
    except ValueError:
        return True


_Upto100 = Annotated[str, Field(max_length=100)]
_Upto200 = Annotated[str, Field(max_length=200)]
_Amount = Annotated[Decimal, Field(ge=0, le=Decimal(999999999999))]

Text100 = Annotated[_Upto100 | None, _optional(lambda cell, _: words(cell))]
Text200 = Annotated[_Upto200 | None, _optional(lambda cell, _: words(cell))]
Money = Annotated[_Amount | None, _optional(_number)]
Units = Annotated[_Amount | None, _optional(_millions)]
Count = Annotated[Annotated[int, Field(ge=0, le=2**31 - 1)] | None, _optional(_number)]
Year = Annotated[Annotated[int, Field(ge=1000, le=2100)] | None, _optional(_number)]
Key = Annotated[_Upto100 | None, _optional(_key)]
Country = Annotated[str | None, _optional(lambda cell, _: country_of(words(cell)))]
Zone = Annotated[str | None, _optional(lambda cell, _: zone_of(words(cell)))]
Address = Annotated[str | None, _optional(lambda cell, _: canonical_email(cell).value)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Bounce = Annotated[bool, BeforeValidator(_bounce)]


class ImportedRow(BaseModel):
    """What all rows share: unknown fields are an error of ours, empty cells say nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    required: ClassVar[tuple[str, ...]] = ("name",)

    name: Text200 = None
    key: Key = None

    @field_validator("name")
    @classmethod
    def _matching_form_fits(cls, name: str | None) -> str | None:
        """NFKC can make eighteen signs of one (U+FDFA); both forms are kept."""
        if len(name_key(name or "")) > LONGEST_NAME:
            raise ValueError(f"is longer than {LONGEST_NAME} signs when written out")
        return name

    @property
    def name_key(self) -> str:
        return name_key(self.name or "")


class AccountRow(ImportedRow):
    sector: Text100 = None
    founded: Year = None
    revenue: Money = None
    revenue_units: Units = None
    employees: Count = None
    location: Text200 = None
    country: Country = None
    tz: Zone = None
    parent: Text200 = None
    parent_key: Key = None

    @property
    def identities(self) -> list[str]:
        """What no second row of the file may share."""
        return [f"name {self.name_key}", *([f"key {self.key}"] if self.key else [])]

    @property
    def facts(self) -> dict[str, Any]:
        """What the row says about the account, under the model's names; silence left out."""
        revenue = self.revenue if self.revenue is not None else self.revenue_units
        said = {
            "sector": self.sector,
            "founded": self.founded,
            "revenue": None if revenue is None else round(revenue, 2),
            "employees": self.employees,
            "location": self.location,
            "country": self.country,
            "tz": self.tz,
        }
        return {name: value for name, value in said.items() if value is not None}

    @property
    def country_of_location(self) -> str | None:
        """The country, where the location names one and no column of its own does."""
        return self.country or country_of(self.location or "")


class _Somebody(ImportedRow):
    first_name: Text100 = None
    last_name: Text100 = None
    email: Address = None
    tz: Zone = None

    @model_validator(mode="before")
    @classmethod
    def _name_from_its_parts(cls, cells: dict[str, str]) -> dict[str, str]:
        if not words(cells.get("name", "")):
            parts = (cells.get("first_name", ""), cells.get("last_name", ""))
            cells = cells | {"name": " ".join(part for part in parts if words(part))}
        return cells


class PersonRow(_Somebody):
    """One of the company's own people."""

    manager: Text200 = None
    office: Text200 = None

    @property
    def identities(self) -> list[str]:
        by_name = [] if self.email else [f"name {self.name_key}"]
        return [*by_name, *_address(self.email), *([f"key {self.key}"] if self.key else [])]


class ContactRow(_Somebody):
    """Somebody at a customer. `no_email` and `no_phone` are opt-outs and are never lost."""

    required: ClassVar[tuple[str, ...]] = ("name", "account")

    phone: Text100 = None
    mobile: Text100 = None
    title: Text200 = None
    account: Text200 = None
    account_key: Key = None
    country: Country = None
    language: Text100 = None
    owner: Text200 = None
    marketing: Text100 = None
    no_email: Flag = False
    no_phone: Flag = False
    bounced: Bounce = False

    @model_validator(mode="before")
    @classmethod
    def _address_for_a_name(cls, cells: dict[str, str]) -> dict[str, str]:
        """Forms collect contacts with nothing but an address: it stands for the name."""
        named = any(words(cells.get(part, "")) for part in ("name", "first_name", "last_name"))
        return cells if named else cells | {"name": cells.get("email", "")}

    @property
    def identities(self) -> list[str]:
        by_name = [] if self.email or self.key else [f"name {self.name_key} {self.account_ref}"]
        return [*by_name, *_address(self.email), *([f"key {self.key}"] if self.key else [])]

    @property
    def account_ref(self) -> str:
        return self.account_key or name_key(self.account or "")

    @property
    def opted_out(self) -> list[str]:
        """The channels the CRM says this contact has opted out of."""
        return ["email"] * self.no_email + ["phone"] * self.no_phone


def _address(email: str | None) -> list[str]:
    return [f"email {email}"] if email else []

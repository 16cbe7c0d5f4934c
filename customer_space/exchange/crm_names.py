"""Column names of the exports we read, as data: lower case, letters and digits only."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    ACCOUNTS = "accounts"
    PEOPLE = "people"
    CONTACTS = "contacts"


class Map(StrEnum):
    GENERIC = "generic"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"


Names = Mapping[str, tuple[str, ...]]

_OWN_ACCOUNTS: Names = {
    "name": ("account", "accountname", "name", "company", "companyname", "organisation",
             "organization", "customer"),
    "sector": ("sector", "industry", "branch"),
    "founded": ("yearestablished", "founded", "yearfounded", "established", "foundedyear"),
    "revenue": ("revenue", "revenuemillions", "revenuem"),
    "revenue_units": ("annualrevenue",),
    "employees": ("employees", "numberofemployees", "headcount", "staff"),
    "location": ("officelocation", "location", "headquarters", "city"),
    "country": ("country", "countryregion", "countrycode"),
    "tz": ("timezone", "tz"),
    "parent": ("subsidiaryof", "parent", "parentaccount", "parentcompany"),
    "key": ("externalid", "accountid", "customerid", "recordid", "id"),
    "parent_key": ("parentid", "parentaccountid"),
}  # fmt: skip
_OWN_PEOPLE: Names = {
    "name": ("salesagent", "agent", "name", "fullname", "employee", "person", "displayname"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "manager": ("manager", "managername", "reportsto"),
    "office": ("regionaloffice", "office", "region", "team"),
    "tz": ("timezone", "tz"),
    "key": ("externalid", "employeeid", "userid", "id"),
}
_OWN_CONTACTS: Names = {
    "name": ("name", "fullname", "contact", "contactname", "displayname"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "phone": ("phone", "telephone", "phonenumber", "businessphone"),
    "mobile": ("mobile", "mobilephone", "mobilephonenumber", "cell", "cellphone"),
    "title": ("title", "jobtitle", "position", "role"),
    "account": ("account", "accountname", "company", "companyname", "organisation",
                "organization", "customer"),
    "account_key": ("accountid", "companyid"),
    "country": ("country", "countryregion", "countrycode"),
    "tz": ("timezone", "tz"),
    "language": ("language", "preferredlanguage", "locale"),
    "owner": ("owner", "contactowner", "accountowner"),
    "key": ("externalid", "contactid", "recordid", "id"),
    "no_email": ("emailoptout", "unsubscribed", "optout", "optedout", "noemail"),
    "no_phone": ("donotcall", "nocalls", "phoneoptout"),
    "bounced": ("emailbounced", "bouncereason"),
}  # fmt: skip

NAMES: Mapping[Map, Mapping[Kind, Names]] = {
    Map.GENERIC: {
        Kind.ACCOUNTS: _OWN_ACCOUNTS,
        Kind.PEOPLE: _OWN_PEOPLE,
        Kind.CONTACTS: _OWN_CONTACTS,
    },
    Map.HUBSPOT: {
        Kind.ACCOUNTS: {
            "name": ("companyname", "name"),
            "sector": ("industry",),
            "founded": ("yearfounded", "foundedyear"),
            "revenue_units": ("annualrevenue",),
            "employees": ("numberofemployees",),
            "location": ("city",),
            "country": ("countryregioncode", "countryregion", "country"),
            "tz": ("timezone",),
            "parent": ("parentcompany", "associatedparentcompany"),
            "key": ("recordid", "recordidcompany", "companyid", "hsobjectid"),
            "parent_key": ("parentcompanyid", "parentcompanyids", "hsparentcompanyid"),
        },
        Kind.PEOPLE: {
            "name": ("name", "fullname"),
            "first_name": ("firstname",),
            "last_name": ("lastname",),
            "email": ("email", "emailaddress"),
            "manager": ("manager",),
            "office": ("primaryteam", "team", "mainteam"),
            "key": ("userid", "ownerid", "recordid"),
        },
        Kind.CONTACTS: {
            "first_name": ("firstname",),
            "last_name": ("lastname",),
            "email": ("email",),
            "phone": ("phonenumber", "phone"),
            "mobile": ("mobilephonenumber", "mobilephone"),
            "title": ("jobtitle",),
            "account": ("primaryassociatedcompany", "associatedcompanyprimary",
                        "associatedcompany", "companyname", "company"),
            "account_key": ("primaryassociatedcompanyid", "associatedcompanyidsprimary",
                            "associatedcompanyids", "associatedcompanyid"),
            "country": ("countryregioncode", "countryregion", "country"),
            "tz": ("timezone",),
            "language": ("preferredlanguage",),
            "owner": ("contactowner",),
            "key": ("recordid", "recordidcontact", "contactid", "hsobjectid"),
            "no_email": ("unsubscribedfromallemail", "hsemailoptout"),
            "no_phone": ("donotcall",),
            "bounced": ("emailhardbouncereason", "invalidemailaddress"),
            "marketing": ("marketingcontactstatus", "hsmarketablestatus"),
        },
    },
    Map.SALESFORCE: {
        Kind.ACCOUNTS: {
            "name": ("accountname", "name"),
            "sector": ("industry",),
            "founded": ("yearstarted",),
            "revenue_units": ("annualrevenue",),
            "employees": ("employees", "numberofemployees"),
            "location": ("billingcity", "shippingcity"),
            "country": ("billingcountrycode", "billingcountry", "shippingcountry"),
            "parent": ("parentaccount", "parentaccountname", "parentname"),
            "key": ("accountid", "id"),
            "parent_key": ("parentaccountid", "parentid"),
        },
        Kind.PEOPLE: {
            "name": ("fullname", "name", "username"),
            "first_name": ("firstname",),
            "last_name": ("lastname",),
            "email": ("email",),
            "manager": ("managername", "manager"),
            "office": ("division", "department", "role", "rolename"),
            "tz": ("timezone", "timezonesidkey"),
            "key": ("userid", "id"),
        },
        Kind.CONTACTS: {
            "name": ("fullname", "name", "contactname"),
            "first_name": ("firstname",),
            "last_name": ("lastname",),
            "email": ("email",),
            "phone": ("phone", "businessphone"),
            "mobile": ("mobile", "mobilephone"),
            "title": ("title",),
            "account": ("accountname", "company"),
            "account_key": ("accountid",),
            "country": ("mailingcountrycode", "mailingcountry", "country"),
            "language": ("preferredlanguage", "language"),
            "owner": ("contactowner", "ownername"),
            "key": ("contactid", "id"),
            "no_email": ("emailoptout", "hasoptedoutofemail"),
            "no_phone": ("donotcall",),
            "bounced": ("emailbouncedreason",),
        },
    },
}  # fmt: skip

SIGNS: Mapping[Map, frozenset[str]] = {
    Map.GENERIC: frozenset({"salesagent", "subsidiaryof", "yearestablished", "officelocation"}),
    Map.HUBSPOT: frozenset(
        {"recordid", "recordidcontact", "recordidcompany", "companyowner", "associatedcompany",
         "associatedcompanyids", "marketingcontactstatus", "lifecyclestage", "leadstatus",
         "unsubscribedfromallemail", "createdate", "lastactivitydate", "parentcompanyid",
         "associatedcompanyidsprimary", "primaryassociatedcompanyid"}
    ),
    Map.SALESFORCE: frozenset(
        {"contactid", "hasoptedoutofemail", "emailoptout", "mailingcountry", "mailingstreet",
         "billingcountry", "billingcity", "billingstreet", "parentaccountid", "accountowner",
         "mailingstateprovince", "billingstateprovince", "lastmodifieddate", "rolename",
         "timezonesidkey", "emailbouncedreason", "isdeleted"}
    ),
}  # fmt: skip

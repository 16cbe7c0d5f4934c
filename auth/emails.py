"""One form of an e-mail address, for finding people by it."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

LONGEST = 254  # RFC 5321, 4.5.3.1.3: 256 octets with the angle brackets


def canonical(text: str) -> str:
    """Trimmed, NFC, lower case, the domain in IDNA's ASCII: as the directory keeps addresses.

    Raises:
        ValueError: with a sentence, if it is not an e-mail address.
    """
    trimmed = unicodedata.normalize("NFC", text).strip()
    try:
        if len(trimmed) > LONGEST:
            raise EmailNotValidError  # noqa: TRY301 - the same sentence for both
        found = validate_email(trimmed, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("Please give an e-mail address, as name@company.com") from error
    return f"{found.local_part}@{found.ascii_domain or found.domain}".lower()


EmailAddress = Annotated[str, AfterValidator(canonical)]
"""A form's field that holds an address, in canonical form."""

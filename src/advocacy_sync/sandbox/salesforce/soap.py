"""The SOAP calls that clients of REST and Bulk use to get in: login, logout, getUserInfo."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape

from advocacy_sync.sandbox.salesforce.founding import INTEGRATION, PROFILE
from advocacy_sync.sandbox.salesforce.org import Org
from advocacy_sync.sandbox.wire import Request, Response

__all__ = ["answer", "parsed"]

WITHOUT_LOGIN = 65.0  # "SOAP API login() retirement": gone from this version on
NAMESPACES = {"u": "urn:partner.soap.sforce.com", "c": "urn:enterprise.soap.sforce.com"}
XML = {"Content-Type": "text/xml; charset=utf-8"}


class Refused(Exception):
    """A fault: its code and its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def answer(org: Org, request: Request, now: datetime) -> Response:
    kind, version = (*request.segments[2:4], "", "")[:2]
    space = NAMESPACES.get(kind, NAMESPACES["u"])
    try:
        operation = _operation(request.body)
        made = _perform(org, request, now, operation, float(version))
    except Refused as refused:
        return _fault(refused, space)
    except (Xml.ParseError, ValueError):
        return _fault(Refused("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"), space)
    name = _local(operation)
    body = f"<{name}Response>{made}</{name}Response>"
    return Response(200, _envelope(body, f' xmlns="{space}"'), XML)


def _perform(org: Org, request: Request, now: datetime, operation: Xml.Element, version: float) -> str:
    name = _local(operation)
    if name == "login":
        return _login(org, request, now, operation, version)
    session = _child_text(parsed(request.body), "sessionId")
    if org.sessions.user(session, now) is None:
        raise Refused("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
    if name == "logout":
        org.sessions.close(session, now)
        return ""
    if name == "getUserInfo":
        return f"<result>{_user_info(org)}</result>"
    raise Refused("INVALID_OPERATION", f"{name} is not served here")


def _login(org: Org, request: Request, now: datetime, operation: Xml.Element, version: float) -> str:
    if version >= WITHOUT_LOGIN:
        words = "The SOAP Login operation is not available in the API version specified"
        raise Refused("INVALID_OPERATION", f"{words} ({version}). Refer to the documentation for supported versions.")
    username, secret = _child_text(operation, "username"), _child_text(operation, "password")
    trusted = bool(_child_text(parsed(request.body), "organizationId"))
    credentials = org.credentials
    # A range of trusted addresses, which is what naming the org means, does away with the token.
    if not credentials.knows(username, secret + (credentials.security_token if trusted else "")):
        words = "Invalid username, password, security token; or user locked out."
        raise Refused("INVALID_LOGIN", words)
    kind, number = request.segments[2:4]
    facts = {
        "metadataServerUrl": f"{request.base_url}/services/Soap/m/{number}/{org.id[:15]}",
        "passwordExpired": "false",
        "sandbox": "true",
        "serverUrl": f"{request.base_url}/services/Soap/{kind}/{number}/{org.id[:15]}",
        "sessionId": org.sessions.open(now),
        "userId": INTEGRATION,
    }
    return f"<result>{_elements(facts)}<userInfo>{_user_info(org)}</userInfo></result>"


def _user_info(org: Org) -> str:
    user, home = org.store.rows("User")[INTEGRATION], org.store.rows("Organization")[org.id]
    return _elements(
        {
            "currencySymbol": "$",
            "organizationId": org.id,
            "organizationMultiCurrency": "true" if "CurrencyType" in org.schema.objects else "false",
            "organizationName": home["Name"],
            "profileId": PROFILE,
            "roleId": "",
            "sessionSecondsValid": str(int(org.sessions.length.total_seconds())),
            "userDefaultCurrencyIsoCode": "USD",
            "userEmail": user["Email"],
            "userFullName": user["Name"],
            "userId": INTEGRATION,
            "userLanguage": user["LanguageLocaleKey"],
            "userLocale": user["LocaleSidKey"],
            "userName": user["Username"],
            "userTimeZone": user["TimeZoneSidKey"],
            "userType": user["UserType"],
            "userUiSkin": "Theme3",
        }
    )


def _elements(facts: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in facts.items())


def parsed(body: bytes) -> Xml.Element:
    # No entity may be declared: it is the only thing in XML that could do harm here.
    if re.search(rb"<!(DOCTYPE|ENTITY)", body, re.IGNORECASE):
        raise ValueError("a document type is not accepted")
    return Xml.fromstring(body)  # noqa: S314 - see above


def _operation(body: bytes) -> Xml.Element:
    for part in parsed(body):
        if _local(part) == "Body" and len(part):
            return part[0]
    raise Refused("UNKNOWN_EXCEPTION", "the envelope has no body")


def _local(element: Xml.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child_text(element: Xml.Element, name: str) -> str:
    return next((below.text or "" for below in element.iter() if _local(below) == name), "")


def _envelope(body: str, names: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        f'{names} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{body}</soapenv:Body>'
        "</soapenv:Envelope>"
    ).encode()


def _fault(refused: Refused, space: str) -> Response:
    kind = "LoginFault" if refused.code == "INVALID_LOGIN" else "UnexpectedErrorFault"
    words = escape(refused.message)
    body = (
        f"<soapenv:Fault><faultcode>sf:{refused.code}</faultcode><faultstring>{refused.code}: {words}</faultstring>"
        f'<detail><sf:{kind} xsi:type="sf:{kind}"><sf:exceptionCode>{refused.code}</sf:exceptionCode>'
        f"<sf:exceptionMessage>{words}</sf:exceptionMessage></sf:{kind}></detail></soapenv:Fault>"
    )
    return Response(500, _envelope(body, f' xmlns:sf="{space.replace("urn:partner", "urn:fault.partner")}"'), XML)

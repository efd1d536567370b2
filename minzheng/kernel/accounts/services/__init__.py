"""Writing accounts: signing in, second factors, mandates."""

from minzheng.kernel.accounts.services.api_keys import (
    SCOPES,
    KeyRefused,
    filed_before,
    known_key,
    make_key,
    note_filing,
    revoke_key,
)
from minzheng.kernel.accounts.services.mandates import (
    MandateRefused,
    grant_mandate,
    revoke_mandate,
    system_mandate,
)
from minzheng.kernel.accounts.services.sessions import (
    SignInRefused,
    open_session,
    sign_in,
    sign_out,
    switch_mandate,
)
from minzheng.kernel.accounts.services.switches import SwitchRefused, switch_module
from minzheng.kernel.accounts.services.users import (
    confirm_totp,
    create_user,
    enrol_totp,
    provisioning_uri,
    reset_second_factor,
    set_password,
    totp_code,
    unlock,
)

__all__ = [
    "SCOPES",
    "KeyRefused",
    "MandateRefused",
    "SignInRefused",
    "SwitchRefused",
    "confirm_totp",
    "create_user",
    "enrol_totp",
    "filed_before",
    "grant_mandate",
    "known_key",
    "make_key",
    "note_filing",
    "open_session",
    "provisioning_uri",
    "reset_second_factor",
    "revoke_key",
    "revoke_mandate",
    "set_password",
    "sign_in",
    "sign_out",
    "switch_mandate",
    "switch_module",
    "system_mandate",
    "totp_code",
    "unlock",
]

"""Accounts made without a sign-up: one a person, confirmed, and without a password until they choose it themselves."""

from allauth.account.models import EmailAddress
from django.test import Client

from hirepilot.models import User
from hirepilot.services.users import make_user, password_link
from tests.factories.hirepilot import UserFactory


def test_a_new_account_cannot_sign_in_before_its_person_chose_a_password(db):
    user = make_user("Ina@Harbour.example ", "Ina Holm")

    assert (user.email, user.name, user.is_staff) == ("ina@harbour.example", "Ina Holm", False)
    assert not user.has_usable_password()
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (user.email, True, True)
    ]


def test_somebody_known_stays_who_they_are(db):
    known = UserFactory(email="ina@harbour.example", name="Ina", password="their own password")

    again = make_user("INA@harbour.example", "Somebody Else", "another password", is_staff=True)

    assert User.objects.get() == again == known
    assert (again.name, again.check_password("their own password"), again.is_staff) == ("Ina", True, False)
    assert EmailAddress.objects.get().verified


def test_the_link_lets_them_choose_a_password_once(db, settings):
    settings.BASE_URL = "https://pilot.example"
    user = make_user("ina@harbour.example")
    path = password_link(user).removeprefix("https://pilot.example")
    browser = Client()

    form = browser.get(path, follow=True)
    browser.post(
        form.redirect_chain[-1][0], {"password1": "a long new secret", "password2": "a long new secret"}
    )

    user.refresh_from_db()
    assert user.check_password("a long new secret")
    assert Client().get(path, follow=True).context["token_fail"]

from hirepilot.bootstrap.package_index import translate

ALWAYS = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_PROGRESS": "1"}


def test_a_machine_without_settings_of_pip_needs_none_of_uv():
    assert translate("") == ALWAYS


def test_settings_of_pip_become_settings_of_uv():
    listed = "\n".join(
        [
            "global.index-url='https://packages.example/simple'",
            "global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'",
            "global.find-links='/wheels one/ /more'",
            "global.trusted-host='packages.example'",
            "global.cert='/etc/company.pem'",
            "global.proxy='http://proxy.example:3128'",
            "install.default-timeout='60'",
            "freeze.all='true'",
        ]
    )

    assert translate(listed) == ALWAYS | {
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "/wheels,one/,/more",
        "UV_INSECURE_HOST": "packages.example",
        "SSL_CERT_FILE": "/etc/company.pem",
        "ALL_PROXY": "http://proxy.example:3128",
        "UV_HTTP_TIMEOUT": "60",
    }


def test_the_environment_is_stronger_than_the_install_section_and_that_than_the_global_one():
    listed = "\n".join(
        [
            ":env:.index-url='https://environment.example'",
            "global.cert='/global.pem'",
            "global.index-url='https://global.example'",
            "install.cert='/install.pem'",
            "install.index-url='https://install.example'",
        ]
    )

    assert translate(listed) == ALWAYS | {
        "UV_DEFAULT_INDEX": "https://environment.example",
        "SSL_CERT_FILE": "/install.pem",
    }


def test_uv_asks_no_index_where_pip_may_not():
    assert translate(":env:.no-index='1'\n:env:.find-links='/wheels'") == ALWAYS | {
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": "/wheels",
    }

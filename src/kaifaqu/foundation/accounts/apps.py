from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kaifaqu.foundation.accounts"
    label = "accounts"
    verbose_name = "账号"

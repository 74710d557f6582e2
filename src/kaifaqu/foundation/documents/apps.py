from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kaifaqu.foundation.documents"
    label = "documents"
    verbose_name = "收文"

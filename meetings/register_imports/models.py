"""What importing a file did to a register, so that it can be undone."""

from django.db import models

from rorikt.imports.models import ImportedFile


class RegisterImport(models.Model):
    """`made` are the rows it made, by their `uuid`. `changed` are boxes: [row, column, part, before, after].

    `kept` is what an undo left as it stood, since somebody had changed it since: [title of the row, label, why].
    """

    imported = models.OneToOneField(ImportedFile, on_delete=models.CASCADE, related_name="register_import")
    made = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    kept = models.JSONField(default=list)

    class Meta:
        verbose_name = "import til register"
        verbose_name_plural = "importer til registre"

    def __str__(self) -> str:
        return str(self.imported)

"""An object store for the tests: moto's server, as a process of its own."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
from botocore.config import Config

REGION = "eu-north-1"


@dataclass(frozen=True)
class ObjectStore:
    """A bucket of it is `s3://NAME`."""

    endpoint: str
    process: subprocess.Popen

    def settings(self, bucket):
        """What the environment of an installation says of a bucket."""
        return {
            "RORIKT_FILES": f"s3://{bucket}",
            "RORIKT_FILES_ENDPOINT": self.endpoint,
            "RORIKT_FILES_REGION": REGION,
            "RORIKT_FILES_KEY": "of-the-tests",
            "RORIKT_FILES_SECRET": "of-the-tests",
        }

    def client(self):
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="of-the-tests",
            aws_secret_access_key="of-the-tests", config=Config(s3={"addressing_style": "path"}),
        )  # fmt: skip

    def make(self, bucket):
        self.client().create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        return bucket

    def names(self, bucket):
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return sorted(found["Key"] for page in pages for found in page.get("Contents", ()))


@contextmanager
def running():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield ObjectStore(f"http://127.0.0.1:{port}", process)
        finally:
            process.kill()


def _wait_for(port):
    deadline = time.monotonic() + 90
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < deadline, "the object store did not start"
        time.sleep(0.1)

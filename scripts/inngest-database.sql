-- Run once by the postgres image of compose.yaml: the Inngest server keeps its tables apart from ours.
create database inngest;

// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;

/** {@code backup.*}. */
final class BackupNoun {
    private static final Shape BACKUP = Shape.of(
            "Backup",
            "A file that is being written or read. It counts among the client's subscriptions until it is over or"
                    + " cancelled.",
            Field.of("backup", Type.id()));

    private static final Field PASSPHRASE = Field.of("passphrase", Type.bytes(), "1 to 1,024 bytes");
    private static final Field WHICH = Field.of("backup", Type.id());

    private BackupNoun() {}

    static Noun noun() {
        return Noun.of(
                "backup",
                "All of this home as the bytes of a sealed file: [backup](../specs/backup.md).",
                method("backup.create", "Begins to write a backup, while all goes on.")
                        .takes(PASSPHRASE)
                        .answers(BACKUP)
                        .forOwner(),
                method("backup.read", "Answers the next bytes of the file.")
                        .takes(WHICH.meaning("what `backup.create` has answered"))
                        .answers(Field.of(
                                        "base64",
                                        Type.bytes(),
                                        "at most 256 KiB; null when it is whole, and then the backup is over")
                                .orNull())
                        .fails(Code.STORAGE, "when a store fails, or writes faster than this is read")
                        .fails(Code.BUSY, "during another call, and while not all nodes are loaded")
                        .forOwner(),
                method("backup.restore", "Begins to read a backup into an empty home.")
                        .takes(PASSPHRASE)
                        .answers(BACKUP)
                        .fails(Code.ALREADY_EXISTS, "when this home holds identities or nodes")
                        .forOwner(),
                method("backup.write", "Takes the next bytes of the file.")
                        .more("What was restored is there after the next start, when the call without `base64` has been"
                                + " answered; until then, and after an error, there is nothing.")
                        .takes(
                                WHICH.meaning("what `backup.restore` has answered"),
                                Field.of(
                                                "base64",
                                                Type.bytes(),
                                                "the next bytes, cut anywhere; none when nothing more comes")
                                        .optional())
                        .answers(Shape.of(
                                "RestoreReport",
                                "What was restored so far.",
                                Field.of("identities", Type.count()),
                                Field.of("nodes", Type.count()),
                                Field.of("refused", Type.count(), "that were members no more"),
                                Field.of("entries", Type.count()),
                                Field.of("blobs", Type.count())))
                        .fails(Code.ALREADY_EXISTS, "when this home holds identities or nodes")
                        .fails(Code.KEYSTORE, "for another passphrase")
                        .fails(Code.INVALID_ARGUMENT, "for a file that is none, damaged or cut off")
                        .forOwner());
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Rotation;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A change of settings as it stands in the membership log: a map that holds what changes and nothing else. */
final class ChangeCode {
    private static final int KIND = 0;
    private static final int HISTORY = 1;
    private static final int RETENTION = 2;
    private static final int PUBLISH = 3;
    private static final int READ = 4;
    private static final int ROTATION = 5;
    private static final int METADATA = 6;

    private static final long NEVER = 0;

    private ChangeCode() {}

    static void write(CborWriter out, PipelineChange change) {
        out.writeMap(size(change));
        if (change.persistent()) {
            out.writeUnsigned(KIND).writeUnsigned(PipelineKind.PERSISTENT.code());
        }
        change.history().ifPresent(history -> HistoryCode.write(out.writeUnsigned(HISTORY), history));
        change.retention().ifPresent(retention -> RetentionCode.write(out.writeUnsigned(RETENTION), retention));
        change.publish().ifPresent(role -> out.writeUnsigned(PUBLISH).writeUnsigned(role.code()));
        change.read().ifPresent(role -> out.writeUnsigned(READ).writeUnsigned(role.code()));
        change.rotation().ifPresent(rotation -> out.writeUnsigned(ROTATION).writeUnsigned(seconds(rotation)));
        if (!change.metadata().isEmpty()) {
            write(out.writeUnsigned(METADATA), change.metadata());
        }
    }

    private static int size(PipelineChange change) {
        int size = change.persistent() ? 1 : 0;
        size += change.history().isPresent() ? 1 : 0;
        size += change.retention().isPresent() ? 1 : 0;
        size += change.publish().isPresent() ? 1 : 0;
        size += change.read().isPresent() ? 1 : 0;
        size += change.rotation().isPresent() ? 1 : 0;
        return size + (change.metadata().isEmpty() ? 0 : 1);
    }

    private static long seconds(Rotation rotation) {
        return rotation instanceof Rotation.Every every ? every.length().toSeconds() : NEVER;
    }

    /** Keys in the order of their encodings: the shorter ones first. */
    private static void write(CborWriter out, SortedMap<String, Optional<String>> metadata) {
        out.writeMap(metadata.size());
        metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())))
                .forEach(entry -> {
                    out.writeText(entry.getKey());
                    entry.getValue().ifPresentOrElse(out::writeText, out::writeNull);
                });
    }

    static PipelineChange read(CborReader in) throws MalformedException {
        PipelineChange change = PipelineChange.NOTHING;
        for (int left = in.readMap(METADATA + 1); left > 0; left--) {
            change = read(in, change);
        }
        return change;
    }

    private static PipelineChange read(CborReader in, PipelineChange change) throws MalformedException {
        return switch (in.readInt(KIND, METADATA)) {
            case KIND -> readKind(in, change);
            case HISTORY -> change.with(HistoryCode.read(in));
            case RETENTION -> change.with(RetentionCode.read(in));
            case PUBLISH -> change.publishedFrom(role(in, Role.WRITER));
            case READ -> change.readFrom(role(in, Role.READER));
            case ROTATION -> change.with(rotation(in));
            default -> readMetadata(in, change);
        };
    }

    /** Only what was live changes its kind, and only to this one. */
    private static PipelineChange readKind(CborReader in, PipelineChange change) throws MalformedException {
        in.readInt(PipelineKind.PERSISTENT.code(), PipelineKind.PERSISTENT.code());
        return change.toPersistent();
    }

    private static Role role(CborReader in, Role weakest) throws MalformedException {
        return Role.ofCode(in.readInt(0, weakest.code())).orElseThrow();
    }

    private static Rotation rotation(CborReader in) throws MalformedException {
        long seconds = in.readUnsigned(Long.MAX_VALUE);
        try {
            return seconds == NEVER ? Rotation.NEVER : new Rotation.Every(Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException outOfBounds) {
            throw new MalformedException("pipeline with a bad rotation");
        }
    }

    private static PipelineChange readMetadata(CborReader in, PipelineChange change) throws MalformedException {
        PipelineChange noted = change;
        int entries = in.readMap(Metadata.MAX_ENTRIES);
        for (int left = entries; left > 0; left--) {
            String key = in.readText(Metadata.MAX_KEY_LENGTH);
            Optional<String> value =
                    in.skipNull() ? Optional.empty() : Optional.of(in.readText(Metadata.MAX_VALUE_BYTES));
            if (!Metadata.isKey(key)
                    || value.filter(text -> !Metadata.isValue(text)).isPresent()) {
                throw new MalformedException("pipeline with bad metadata");
            }
            noted = noted.note(key, value);
        }
        if (entries == 0) {
            throw new MalformedException("pipeline with bad metadata");
        }
        return noted;
    }
}

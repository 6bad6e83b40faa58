// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.contender.NatsServer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who takes part, in the order in which tables show them. */
enum Keepers {
    PIPES(
            "Pipes",
            "acknowledges after fsync; encrypted and signed, on disk and on the wire",
            Optional::empty,
            Pipes::new),
    JETSTREAM(
            "JetStream",
            "acknowledges BEFORE fsync, which its server does every two minutes; no TLS, nothing encrypted on disk",
            NatsServer::missing,
            run -> new Appended(Sides.of(Service.JETSTREAM))),
    HYPERCORE(
            "hypercore",
            "acknowledges WITHOUT fsync; appends in batches of " + Hypercore.BATCH + "; signed, encrypted on the wire",
            Hypercore::missing,
            run -> new Appended(new Hypercore())),
    RSYNC(
            "rsync over ssh",
            "copies one file, without fsync; encrypted on the wire; what is measured begins with the ssh login",
            Rsync::missing,
            run -> new Rsync()),
    FILE(
            "a file",
            "forced after each 1,000 appends, or after each one where others wait for each; nothing else is done",
            Optional::empty,
            run -> new RawFile());

    private final String title;
    private final String remark;
    private final Supplier<Optional<String>> missing;
    private final Function<Extras, Keeper> make;

    Keepers(String title, String remark, Supplier<Optional<String>> missing, Function<Extras, Keeper> make) {
        this.title = title;
        this.remark = remark;
        this.missing = missing;
        this.make = make;
    }

    String title() {
        return title;
    }

    /** What a reader must know to compare it. */
    String remark() {
        return remark;
    }

    /** Why it cannot take part here; empty when it can. */
    Optional<String> missing() {
        return missing.get();
    }

    Keeper make(Extras extras) {
        return make.apply(extras);
    }
}

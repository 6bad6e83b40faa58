// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.storage.StoreProbe;
import java.nio.file.Path;
import java.util.List;

/** A process that writes until it is killed, and says what was acknowledged: one number per line. */
final class Victim {
    static final int KEYS = 50;

    private Victim() {}

    public static void main(String[] arguments) throws StoreException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        long from = Long.parseLong(arguments[1]);
        Bench bench = new Bench(directory, Bench.DATABASE);
        StoreProbe store = bench.open();
        System.out.println("open");
        for (long i = from; ; i++) {
            long number = i;
            store.store().commit(batch(number)).whenComplete((position, failure) -> tell(number, failure));
            if (i % 20 == 0) {
                StoreProbe.await(store.store().read("n", key(number)));
            }
        }
    }

    /** The number under its key, and where the count stands; both or neither. */
    static List<Change> batch(long number) {
        Bytes value = Bytes.utf8(Long.toString(number));
        return List.of(Change.put("n", key(number), value), Change.put("count", Bytes.utf8("last"), value));
    }

    static Bytes key(long number) {
        return Bytes.utf8("k" + number % KEYS);
    }

    private static void tell(long number, Throwable failure) {
        if (failure == null) {
            System.out.println(number);
        } else {
            System.out.println("failed " + failure);
        }
    }
}

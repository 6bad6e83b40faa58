// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one malicious member does with the packets, the adverts and the circuits of others: one trick for each, as the seed decides. */
final class Sabotage {
    static final Set<String> CIRCUITS = Set.of("circuit.1", "circuit.bulk.1");

    /** What goes with each of the tricks for circuits; nothing goes with a false refusal. */
    private static final FalseBypass.@Nullable Kind[] BESIDE = {
        FalseBypass.Kind.LOSES,
        FalseBypass.Kind.CHANGES,
        FalseBypass.Kind.CHANGES,
        FalseBypass.Kind.LOSES,
        FalseBypass.Kind.SWALLOWS,
        FalseBypass.Kind.SWALLOWS,
        null
    };

    private static final int PACKET = 1;
    private static final int ADVERTS = 4;

    /** The bytes before the adverts of a message; who changes those says something else altogether. */
    private static final int ADVERTS_HEADER = 8;

    private static final Duration MOMENT = Duration.ofMillis(1_500);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SeededRandomness chance;
    private final Map<String, Trick> tricks = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private @Nullable FalseRelay relay;
    private FalseBypass.@Nullable Kind beside;

    Sabotage(SeededRandomness chance) {
        this.chance = chance;
        choosePackets();
        chooseAdverts();
        chooseCircuits();
    }

    private void choosePackets() {
        String packets = LiveTraffic.PROTOCOL;
        switch (chance.nextInt(5)) {
            case 0 ->
                add("withholds packets", packets, Trick.withholds(chance, 1).with(PACKET));
            case 1 ->
                add("forgets packets", packets, Trick.withholds(chance, 0.5).with(PACKET));
            case 2 -> add("repeats what it says of packets", packets, Trick.repeats(chance, 0.8, LONG));
            case 3 -> add("delays what it says of packets", packets, Trick.delays(chance, MOMENT));
            default ->
                add("garbles packets", packets, Trick.garbles(chance, 0.3, 1).with(PACKET));
        }
    }

    private void chooseAdverts() {
        switch (chance.nextInt(4)) {
            case 0 -> addOfAdverts("withholds adverts", Trick.withholds(chance, 1));
            case 1 -> addOfAdverts("repeats adverts", Trick.repeats(chance, 1, LONG));
            case 2 -> addOfAdverts("delays adverts", Trick.delays(chance, MOMENT));
            default -> addOfAdverts("garbles adverts", Trick.garbles(chance, 0.3, ADVERTS_HEADER));
        }
    }

    private void chooseCircuits() {
        int choice = chance.nextInt(7);
        beside = BESIDE[choice];
        switch (choice) {
            case 0 ->
                addOfCircuits("forgets bytes", Trick.withholds(chance, 0.2).with(FalseRelay.DATA));
            case 1 ->
                addOfCircuits(
                        "changes bytes",
                        Trick.garbles(chance, 0.3, FalseRelay.HEADER).with(FalseRelay.DATA));
            case 2 ->
                addOfCircuits(
                        "repeats bytes", Trick.repeats(chance, 0.3, MOMENT).with(FalseRelay.DATA));
            case 3 ->
                addOfCircuits("mixes bytes up", Trick.delays(chance, MOMENT).with(FalseRelay.DATA));
            case 4 -> relayFalsely("swallows", FalseRelay.swallowing(0));
            case 5 -> relayFalsely("swallows later", FalseRelay.swallowing(4 + chance.nextInt(20)));
            default -> relayFalsely("refuses", FalseRelay.refusing());
        }
    }

    private void add(String name, String protocol, Trick trick) {
        names.add(name);
        tricks.put(protocol, trick);
    }

    private void addOfAdverts(String name, Trick trick) {
        add(name, LinkStateWire.PROTOCOL, trick.when(message -> message.size() > 1 && message.at(1) == ADVERTS));
    }

    private void addOfCircuits(String name, Trick trick) {
        names.add(name);
        CIRCUITS.forEach(circuit -> tricks.put(circuit, trick));
    }

    private void relayFalsely(String name, FalseRelay falsely) {
        relay = falsely;
        addOfCircuits(name, falsely);
    }

    /** Something has arrived at its node. */
    void heard(TappedExchange exchange, Bytes message) {
        if (relay != null && CIRCUITS.contains(exchange.protocol())) {
            relay.heard(exchange, message);
        }
    }

    /** Its node has a dedicated connection. */
    ConnectionHandler beside(ConnectionHandler handler) {
        return beside == null ? handler : new FalseBypass(beside, chance, handler);
    }

    /** Its node would say this. */
    void said(TappedExchange exchange, Bytes message) {
        tricks.getOrDefault(exchange.protocol(), Trick.NONE).play(exchange, message);
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}

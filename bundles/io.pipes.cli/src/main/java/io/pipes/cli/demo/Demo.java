// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.cli.launch.Progress;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import java.io.IOException;

/** Three nodes on this machine, and in the end a fourth, one private network, and everything that is claimed about it observed. */
public final class Demo {
    private final Output out;
    private final boolean keep;

    public Demo(Output out, boolean keep) {
        this.out = out;
        this.keep = keep;
    }

    /** Prints each step. Fails with the first one that was not observed. */
    public void run() throws IOException {
        try (Fleet fleet = new Fleet(out)) {
            playOrKeepLogs(fleet);
            if (keep) {
                fleet.keep();
                sayHowToTalk(fleet);
            }
        } catch (DemoException notObserved) {
            throw new ClientException(
                    "failed", "The demonstration failed: " + notObserved.getMessage(), false, notObserved);
        }
    }

    private void playOrKeepLogs(Fleet fleet) {
        try {
            play(fleet);
        } catch (RuntimeException failed) {
            fleet.keepLogs().ifPresent(kept -> out.note("pipes: the logs of the nodes are kept in " + kept));
            throw failed;
        }
    }

    private void play(Fleet fleet) {
        Steps steps = new Steps(out);
        Founding founding = new Founding(fleet);
        try (Progress progress = new Progress(out, "Starting three nodes ...")) {
            steps.step("start", "three nodes run, each a process with a home of its own", founding::start);
        }
        steps.step("network", "north has made an identity and a network", founding::found);
        steps.step("stranger", "a stranger with a forged or damaged ticket is refused", founding::refuseStranger);
        steps.step("join", "south and east joined by invitation; all see each other", founding::join);
        Keeping keeping = new Keeping(fleet);
        steps.step("offline", "north and south publish while east is stopped", keeping::whileEastIsAway);
        Letters letters = new Letters(fleet);
        steps.step(
                "held",
                "north writes to east, south holds it, and north is stopped too",
                letters::northWritesAndLeaves);
        steps.step("sync", "east is started again and gets what it missed, in order and once", keeping::eastComesBack);
        steps.step("letter", "east gets what north wrote from south, while north is away", letters::eastHears);
        steps.step("receipt", "north is started again and learns that east has it", letters::northLearns);
        steps.step("reunion", "all see each other again", founding::seeEachOther);
        try (Talk talk = new Talk(fleet)) {
            steps.step("broadcast", "what north publishes arrives at both others", talk::broadcast);
            steps.step("private", "what north sends to south arrives there and nowhere else", talk::tellOne);
            showWays(steps, fleet);
            steps.step("revoke", "north removes east, which is cut off and says so itself", talk::revoke);
            steps.step("silence", "east can neither read nor send what follows; south can", talk::afterwards);
        }
        steps.step("late", "west joins last and has the whole history", keeping::westJoins);
    }

    private static void showWays(Steps steps, Fleet fleet) {
        try (Ways ways = new Ways(fleet)) {
            steps.step("presence", "what south says about itself is seen by both others", ways::seeEachOther);
            steps.step("heal", "the path from north to east breaks; they go on through south", ways::breakPath);
            steps.step("two-hops", "a message from north reaches east over two hops", ways::overTwoHops);
            steps.step("blind", "south, which carried it, cannot read it", ways::relayIsBlind);
        }
    }

    private void sayHowToTalk(Fleet fleet) {
        out.say("The nodes go on. Talk to them like this:");
        String north = " --home " + fleet.north().home();
        String south = " --home " + fleet.south().home();
        out.say("  pipes receive" + south);
        out.say("  pipes send south 'hello'" + north);
        out.say("  pipes node list" + north);
        out.say("End them:");
        fleet.all().forEach(node -> out.say("  pipes stop --home " + node.home()));
    }
}

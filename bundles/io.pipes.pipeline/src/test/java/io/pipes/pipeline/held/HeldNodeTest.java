// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Member;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.VirtualTime;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a node makes of peers that hold, want to have held, or claim something they should not. */
class HeldNodeTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final HeldRules RULES = new HeldRules(3, Duration.ofDays(1), 64 << 20);
    private static final Bytes CONTENT = Bytes.utf8("content");
    private static final Bytes NOTHING = Bytes.wrap(new byte[Letter.ID_BYTES]);

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedSuite suite = new SimulatedSuite();
    private final Map<NodeId, Member> members = new TreeMap<>();
    private final LoneNode sender = node("the sender of letters to the one");
    private final LoneNode recipient = node("the recipient, who may be absent");
    private final LoneNode holder = node("the holder of what others write.");
    private final LoneNode stranger = node("somebody who has no part in that");
    private final Desk desk = new Desk();
    /** What is committed to the disk is durable once this completes. */
    private CompletableFuture<Void> disk = CompletableFuture.completedFuture(null);

    private final HeldNode held = new HeldNode(holder.on(new StoreShelf()).behind(this::slow), RULES, desk);
    private final Link fromSender = new Link(sender);
    private final Link fromRecipient = new Link(recipient);
    private final Link fromStranger = new Link(stranger);

    HeldNodeTest() {
        held.load();
        passes();
        List.of(fromSender, fromRecipient, fromStranger).forEach(held::opened);
    }

    @Test
    void a_letter_is_held_until_its_recipient_has_confirmed_it_and_its_sender_knows() throws MalformedException {
        Letter letter = letter(1);
        say(fromSender, new HeldMessage.Keep(3_600, letter.encoded()));
        assertThat(fromSender.heard).containsExactly(new HeldMessage.Kept(letter.id(), true));
        assertThat(fromRecipient.heard)
                .containsExactly(new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, letter.id()))));

        say(fromRecipient, new HeldMessage.Get(letter.id()));
        assertThat(fromRecipient.heard).contains(new HeldMessage.Here(letter.id(), letter.encoded()));

        Bytes signature = receipt(letter.number(), letter.id());
        say(fromRecipient, new HeldMessage.Receipt(letter.id(), signature));
        assertThat(held.ofOthers().letters()).isZero();
        assertThat(fromSender.heard).contains(new HeldMessage.Receipt(letter.id(), signature));
        say(fromSender, new HeldMessage.Settled(List.of(letter.id())));
        assertNobodyMisbehaved();
    }

    @Test
    void nobody_gets_a_letter_that_is_for_somebody_else_and_nobody_can_settle_it() throws MalformedException {
        Letter letter = hold(1);

        say(fromStranger, new HeldMessage.Get(letter.id()));
        say(fromStranger, new HeldMessage.Settled(List.of(letter.id())));

        assertThat(fromStranger.heard).containsExactly(new HeldMessage.Here(letter.id(), Bytes.EMPTY));
        assertThat(held.ofOthers().letters()).isEqualTo(1);
    }

    @Test
    void a_letter_of_somebody_else_is_misbehaviour() throws MalformedException {
        say(fromStranger, new HeldMessage.Keep(3_600, letter(1).encoded()));

        assertThat(fromStranger.accusation).contains("of somebody else");
        assertThat(held.ofOthers().letters()).isZero();
    }

    @Test
    void a_letter_that_its_sender_has_not_signed_is_misbehaviour() throws MalformedException {
        byte[] bytes = letter(1).encoded().toArray();
        bytes[bytes.length - 1] ^= 1;
        say(fromSender, new HeldMessage.Keep(3_600, Bytes.wrap(bytes)));

        assertThat(fromSender.accusation).isNotEmpty();
        assertThat(held.ofOthers().letters()).isZero();
    }

    @Test
    void a_receipt_that_the_recipient_has_not_signed_is_misbehaviour_and_the_letter_stays() throws MalformedException {
        Letter letter = hold(1);

        Bytes text = Letter.receiptText(holder.network(), sender.id(), recipient.id(), 1, letter.id());
        say(fromStranger, new HeldMessage.Receipt(letter.id(), stranger.sign(Label.RECEIPT, text)));
        say(fromSender, new HeldMessage.Receipt(letter.id(), recipient.sign(Label.MESSAGE, text)));

        assertThat(fromStranger.accusation).contains("receipt");
        assertThat(fromSender.accusation).contains("receipt");
        assertThat(held.ofOthers().letters()).isEqualTo(1);
    }

    /** Who holds letter 7 offers its id to the recipient under the number of one that was delivered. */
    @Test
    void what_a_recipient_signs_for_another_number_is_no_receipt_for_a_letter() throws MalformedException {
        Letter seventh = hold(7);

        say(fromStranger, new HeldMessage.Receipt(seventh.id(), receipt(3, seventh.id())));

        assertThat(fromStranger.accusation).contains("receipt");
        assertThat(held.ofOthers().letters()).isEqualTo(1);
        say(fromRecipient, new HeldMessage.Receipt(seventh.id(), receipt(7, seventh.id())));
        assertThat(held.ofOthers().letters()).isZero();
    }

    @Test
    void who_offers_an_id_of_its_own_under_a_number_that_was_taken_gets_a_signature_for_that_number()
            throws MalformedException {
        Letter first = letterTo(holder, 1, CONTENT);
        say(fromSender, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, first.id()))));
        say(fromSender, new HeldMessage.Here(first.id(), first.encoded()));
        Letter seventh = letterTo(holder, 7, CONTENT);

        say(fromStranger, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, seventh.id()))));

        Bytes signature = ((HeldMessage.Receipt) fromStranger.heard.get(0)).signature();
        LetterEntry entry = LetterEntry.of(seventh, 0, Span.UNKNOWN);
        assertThat(entry.confirmedBy(sender, holder.signingKey(), signature)).isFalse();
        assertThat(entry.confirmedBy(sender, holder.signingKey(), receipt(holder, 7, seventh.id())))
                .isTrue();
    }

    @Test
    void a_sender_believes_no_receipt_for_another_number() throws MalformedException {
        held.write(recipient.id(), new Span(5, 1, 1, 0), CONTENT);
        passes();
        Bytes id = fromRecipient.lastAnnounced().id();

        say(fromStranger, new HeldMessage.Receipt(id, receipt(recipient, holder.id(), 3, id)));

        assertThat(fromStranger.accusation).contains("receipt");
        assertThat(held.pending()).hasSize(1);
        say(fromRecipient, new HeldMessage.Receipt(id, receipt(recipient, holder.id(), 1, id)));
        assertThat(held.pending()).isEmpty();
    }

    @Test
    void a_flood_of_letters_fills_the_senders_share_and_no_more() throws MalformedException {
        for (int number = 1; number <= HoldingRoom.MAX_LETTERS_OF_SENDER + 50; number++) {
            say(fromSender, new HeldMessage.Keep(3_600, letter(number).encoded()), Duration.ofMillis(1));
        }
        passes();

        assertThat(held.ofOthers().letters()).isEqualTo(HoldingRoom.MAX_LETTERS_OF_SENDER);
        assertThat(fromSender.heard.stream().filter(said -> said instanceof HeldMessage.Kept kept && !kept.durable()))
                .hasSize(50);
        assertThat(fromRecipient.announced()).isEqualTo(HeldPeer.MAX_ANNOUNCED);
        assertNobodyMisbehaved();
    }

    @Test
    void while_the_disk_is_slow_no_other_letter_of_a_sender_comes() throws MalformedException {
        disk = new CompletableFuture<>();
        Letter letter = letter(1);
        say(fromSender, new HeldMessage.Keep(3_600, letter.encoded()));
        assertThat(fromSender.paused).isTrue();

        disk.complete(null);
        passes();

        assertThat(fromSender.heard).containsExactly(new HeldMessage.Kept(letter.id(), true));
        assertThat(fromSender.paused).isFalse();
    }

    @Test
    void what_is_on_its_way_to_the_disk_takes_room() throws MalformedException {
        LoneNode third = node("the third one who writes letters");
        Letter one = Letter.seal(sender, members.get(recipient.id()), 1, Duration.ofDays(1), CONTENT);
        Letter two = Letter.seal(stranger, members.get(recipient.id()), 1, Duration.ofDays(1), CONTENT);
        Letter three = Letter.seal(third, members.get(recipient.id()), 1, Duration.ofDays(1), CONTENT);
        long room = 8L * (HoldingRoom.LETTER_COST + one.encoded().size());
        HeldNode small = new HeldNode(holder, new HeldRules(3, Duration.ofDays(1), room), desk);
        Link fromThird = new Link(third);
        List.of(fromSender, fromStranger, fromThird).forEach(small::opened);
        disk = new CompletableFuture<>();

        small.received(fromSender, new HeldMessage.Keep(3_600, one.encoded()).encode());
        small.received(fromStranger, new HeldMessage.Keep(3_600, two.encoded()).encode());
        passes();
        small.received(fromThird, new HeldMessage.Keep(3_600, three.encoded()).encode());
        passes();
        assertThat(fromThird.heard).containsExactly(new HeldMessage.Kept(three.id(), false));

        disk.complete(null);
        passes();
        assertThat(fromSender.heard).containsExactly(new HeldMessage.Kept(one.id(), true));
        assertThat(fromStranger.heard).containsExactly(new HeldMessage.Kept(two.id(), true));
    }

    @Test
    void a_members_own_letters_do_not_hide_those_that_are_for_it() throws MalformedException {
        for (int number = 1; number <= HeldPeer.MAX_ANNOUNCED; number++) {
            Letter own = Letter.seal(recipient, members.get(stranger.id()), number, Duration.ofDays(1), CONTENT);
            say(fromRecipient, new HeldMessage.Keep(3_600, own.encoded()), Duration.ofMillis(1));
        }
        held.closed(fromRecipient);
        held.opened(fromRecipient);
        assertThat(fromRecipient.announced()).isEqualTo(HeldPeer.MAX_ANNOUNCED);

        Letter letter = letter(1);
        say(fromSender, new HeldMessage.Keep(3_600, letter.encoded()));

        assertThat(fromRecipient.isToldOf(letter)).isTrue();
    }

    @Test
    void a_letter_that_had_no_place_is_announced_when_one_becomes_free() throws MalformedException {
        Letter first = letter(1);
        Letter last = letter(HeldPeer.MAX_ANNOUNCED + 1);
        say(fromSender, new HeldMessage.Keep(3_600, first.encoded()));
        for (int number = 2; number <= HeldPeer.MAX_ANNOUNCED; number++) {
            say(fromSender, new HeldMessage.Keep(3_600, letter(number).encoded()), Duration.ofMillis(1));
        }
        say(fromSender, new HeldMessage.Keep(3_600, last.encoded()));
        assertThat(fromRecipient.isToldOf(last)).isFalse();

        say(fromSender, new HeldMessage.Settled(List.of(first.id())));

        assertThat(fromRecipient.isToldOf(last)).isTrue();
    }

    @Test
    void letters_of_somebody_who_is_not_known_yet_wait_for_that() throws MalformedException {
        Letter letter = letterTo(holder, 1, CONTENT);
        Member known = members.remove(sender.id());
        offer(fromStranger, letter);
        assertThat(fromStranger.heard).as("neither asked for nor settled").isEmpty();

        members.put(sender.id(), known);
        time.runFor(MOMENT.multipliedBy(10));

        assertThat(fromStranger.heard).containsExactly(new HeldMessage.Get(letter.id()));
    }

    @Test
    void senders_take_turns_where_many_have_letters() throws MalformedException {
        List<Link> links = new ArrayList<>();
        List<Letter> firsts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            LoneNode one = node("one of five who write, number " + i + " ");
            Link link = new Link(one);
            held.opened(link);
            Letter[] letters = new Letter[8];
            for (int number = 1; number <= letters.length; number++) {
                letters[number - 1] = Letter.seal(one, members.get(holder.id()), number, Duration.ofDays(1), CONTENT);
            }
            offer(link, letters);
            links.add(link);
            firsts.add(letters[0]);
        }
        assertThat(links.get(4).asked()).as("others have all places").isEmpty();

        say(links.get(0), new HeldMessage.Here(firsts.get(0).id(), firsts.get(0).encoded()));

        assertThat(desk.taken).containsExactly(1L);
        assertThat(links.get(4).asked()).hasSize(1);
    }

    @Test
    void letters_that_do_not_exist_are_asked_for_a_few_at_a_time_and_only_so_many_are_remembered() {
        for (int n = 0; n < 20; n++) {
            List<HeldMessage.Name> names = new ArrayList<>();
            for (int i = 0; i < HeldMessage.MAX_NAMES; i++) {
                byte[] id = new byte[Letter.ID_BYTES];
                id[0] = (byte) n;
                id[1] = (byte) i;
                names.add(new HeldMessage.Name(sender.id(), 1 + n, Bytes.wrap(id)));
            }
            say(fromStranger, new HeldMessage.Have(names), Duration.ofMillis(1));
        }
        assertThat(fromStranger.asked()).hasSizeLessThanOrEqualTo(4);

        time.runFor(LetterIntake.ANSWER_PATIENCE.plus(MOMENT.multipliedBy(10)));

        assertThat(fromStranger.asked())
                .as("who gives nothing is not believed any more")
                .hasSizeLessThanOrEqualTo(8);
        assertNobodyMisbehaved();
    }

    @Test
    void a_letter_that_was_not_asked_for_or_is_another_one_is_not_taken() throws MalformedException {
        Letter toHolder = letterTo(holder, 1, Bytes.utf8("hello"));
        say(fromStranger, new HeldMessage.Here(toHolder.id(), toHolder.encoded()));
        assertThat(desk.taken).isEmpty();

        say(fromStranger, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, NOTHING))));
        say(fromStranger, new HeldMessage.Here(NOTHING, toHolder.encoded()));

        assertThat(desk.taken).isEmpty();
        assertThat(fromStranger.accusation).contains("another letter");
    }

    @Test
    void a_lie_about_a_number_does_not_keep_the_true_letter_out() throws MalformedException {
        Letter toHolder = letterTo(holder, 1, Bytes.utf8("hello"));
        say(fromStranger, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, NOTHING))));
        say(fromSender, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, toHolder.id()))));
        say(fromSender, new HeldMessage.Here(toHolder.id(), toHolder.encoded()));
        assertThat(desk.taken).as("the lie is waited for").isEmpty();

        time.runFor(LetterIntake.ANSWER_PATIENCE.plus(Duration.ofSeconds(6)));

        assertThat(desk.taken).containsExactly(1L);
    }

    @Test
    void over_a_slow_link_each_letter_has_its_time() throws MalformedException {
        List<Letter> letters = offer(
                fromSender, letterTo(holder, 1, CONTENT), letterTo(holder, 2, CONTENT), letterTo(holder, 3, CONTENT));
        for (Letter letter : letters) {
            time.runFor(LetterIntake.ANSWER_PATIENCE.minusSeconds(20));
            say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));
        }

        assertThat(desk.taken).containsExactly(1L, 2L, 3L);
        assertThat(fromSender.asked()).hasSize(3);
    }

    @Test
    void a_letter_that_comes_late_is_taken() throws MalformedException {
        Letter letter = letterTo(holder, 1, CONTENT);
        offer(fromSender, letter);
        time.runFor(LetterIntake.ANSWER_PATIENCE.plusSeconds(10));

        say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));

        assertThat(desk.taken).containsExactly(1L);
    }

    @Test
    void who_gave_nothing_is_asked_again_after_a_while() throws MalformedException {
        Letter letter = letterTo(holder, 1, CONTENT);
        offer(fromSender, letter);
        time.runFor(LetterIntake.ANSWER_PATIENCE.plusSeconds(10));
        assertThat(fromSender.asked()).hasSize(1);

        time.runFor(HeldPeer.SILENCE);
        say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));

        assertThat(fromSender.asked()).hasSize(2);
        assertThat(desk.taken).containsExactly(1L);
    }

    @Test
    void who_lies_about_many_letters_of_many_keeps_them_out_once() throws MalformedException {
        Letter ofSender = letterTo(holder, 11, CONTENT);
        Letter ofRecipient = Letter.seal(recipient, members.get(holder.id()), 11, Duration.ofDays(1), CONTENT);
        for (LoneNode of : List.of(sender, recipient)) {
            List<HeldMessage.Name> lies = new ArrayList<>();
            for (int number = 1; number <= 10; number++) {
                byte[] id = of.id().bytes().toArray();
                id[0] = (byte) number;
                lies.add(new HeldMessage.Name(of.id(), number, Bytes.wrap(id)));
            }
            say(fromStranger, new HeldMessage.Have(lies));
        }
        offer(fromSender, ofSender);
        say(fromRecipient, new HeldMessage.Have(List.of(new HeldMessage.Name(recipient.id(), 11, ofRecipient.id()))));
        assertThat(fromStranger.asked()).as("of one, of whomever they are").hasSize(4);

        time.runFor(LetterIntake.ANSWER_PATIENCE.plusSeconds(6));

        assertThat(fromSender.asked()).containsExactly(new HeldMessage.Get(ofSender.id()));
        assertThat(fromRecipient.asked()).containsExactly(new HeldMessage.Get(ofRecipient.id()));
    }

    @Test
    void a_letter_that_nobody_asked_for_is_not_taken_although_it_was_offered() throws MalformedException {
        Letter[] letters = new Letter[6];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letterTo(holder, i + 1, CONTENT);
        }
        offer(fromSender, letters);
        assertThat(fromSender.asked()).hasSize(4);

        say(fromSender, new HeldMessage.Here(letters[5].id(), letters[5].encoded()));
        for (Letter letter : List.of(letters).subList(0, 5)) {
            say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));
        }

        assertThat(fromSender.asked()).hasSize(6);
        assertThat(desk.taken).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void a_letter_that_is_lost_is_neither_fetched_nor_confirmed_and_takes_no_place_at_who_holds_it()
            throws MalformedException {
        desk.lost.add(1L);
        Letter lost = letterTo(holder, 1, CONTENT);
        offer(fromSender, lost);
        offer(fromStranger, lost);

        assertThat(fromSender.heard).as("gives it up in time").isEmpty();
        assertThat(fromStranger.heard).containsExactly(new HeldMessage.Settled(List.of(lost.id())));
    }

    @Test
    void a_letter_for_a_key_that_is_gone_is_not_confirmed_and_nobody_needs_to_hold_it() throws MalformedException {
        Letter late = letterTo(holder, 1, CONTENT);
        holder.loseBoxKey();
        bring(late);

        HeldMessage.Settled left = new HeldMessage.Settled(List.of(late.id()));
        assertThat(desk.taken).isEmpty();
        assertThat(fromSender.heard).endsWith(left).noneMatch(HeldMessage.Receipt.class::isInstance);
        offer(fromStranger, late);
        assertThat(fromStranger.heard).containsExactly(left);
        assertNobodyMisbehaved();
    }

    @Test
    void keys_stay_while_a_letter_waits_for_who_takes_it_and_not_for_longer() throws MalformedException {
        assertThat(keysMayGo()).isTrue();
        desk.delivers = false;
        bring(letterTo(holder, 1, CONTENT));
        assertThat(keysMayGo()).as("taken into memory, and not delivered").isFalse();
        time.runFor(Duration.ofHours(1));
        assertThat(keysMayGo()).isFalse();

        desk.deliver();
        assertThat(keysMayGo()).as("others may offer more").isFalse();
        time.runFor(KeysForLetters.PATIENCE);
        assertThat(keysMayGo()).isTrue();
    }

    @Test
    void keys_stay_while_a_letter_waits_at_others_because_nobody_takes_any() throws MalformedException {
        desk.full = true;
        offer(fromStranger, letterTo(holder, 1, CONTENT), letterTo(holder, 2, CONTENT));
        time.runFor(LetterIntake.ANSWER_PATIENCE.multipliedBy(2));
        held.closed(fromStranger);
        assertThat(keysMayGo()).as("who has them is away for a moment").isFalse();
    }

    @Test
    void keys_stay_at_a_start_for_letters_that_waited_before() throws MalformedException {
        desk.full = true;
        offer(fromStranger, letterTo(holder, 1, CONTENT));
        assertThat(keysMayGo()).isFalse();

        HeldNode next = new HeldNode(holder, RULES, desk);
        next.load();
        passes();
        assertThat(done(next.keysMayGo())).isFalse();
        time.runFor(KeysForLetters.PATIENCE);
        assertThat(done(next.keysMayGo())).isTrue();
    }

    @Test
    void nobody_keeps_a_key_for_longer_than_any_letter_waits() throws MalformedException {
        waitedSince(holder.clock().wallMillis() - HeldRules.LONGEST.toMillis() + MOMENT.toMillis() * 10);
        HeldNode next = new HeldNode(holder, RULES, desk);
        next.load();
        passes();
        desk.full = true;
        next.opened(fromStranger);
        Letter letter = letterTo(holder, 1, CONTENT);
        HeldMessage.Name name = new HeldMessage.Name(sender.id(), 1, letter.id());
        next.received(fromStranger, new HeldMessage.Have(List.of(name)).encode());
        assertThat(done(next.keysMayGo())).isFalse();

        time.runFor(MOMENT.multipliedBy(10));
        assertThat(done(next.keysMayGo())).isTrue();
    }

    @Test
    void a_letter_of_who_is_no_member_keeps_no_key() throws MalformedException {
        members.remove(sender.id());
        offer(fromStranger, letterTo(holder, 1, CONTENT));
        assertThat(keysMayGo()).isTrue();
    }

    private boolean keysMayGo() {
        return done(held.keysMayGo());
    }

    private boolean done(CompletionStage<Void> asked) {
        passes();
        assertThat(asked.toCompletableFuture()).isDone();
        return !asked.toCompletableFuture().isCompletedExceptionally();
    }

    private void waitedSince(long millis) {
        Bytes since = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
        holder.store()
                .commit(List.of(Change.put("pipeline/held-keys", holder.id().bytes(), since)));
        passes();
    }

    @Test
    void a_letter_that_its_recipient_cannot_open_is_given_up_and_nobody_else_can_bring_that_about()
            throws MalformedException {
        held.write(recipient.id(), new Span(5, 1, 1, 0), CONTENT);
        passes();
        HeldMessage.Settled left =
                new HeldMessage.Settled(List.of(fromRecipient.lastAnnounced().id()));

        say(fromStranger, left);
        assertThat(held.pending()).hasSize(1);
        say(fromRecipient, left);
        assertThat(held.pending()).isEmpty();
        assertThat(desk.givenUp).isEqualTo(1);
    }

    @Test
    void a_letter_behind_a_gap_waits_for_what_is_missing_and_not_for_ever() throws MalformedException {
        Letter second = letterTo(holder, 2, Bytes.utf8("two"));
        say(fromSender, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 2, second.id()))));
        say(fromSender, new HeldMessage.Here(second.id(), second.encoded()));
        assertThat(desk.taken).isEmpty();

        time.runFor(LetterIntake.GAP_PATIENCE.plus(Duration.ofSeconds(6)));

        assertThat(desk.taken).containsExactly(2L);
        assertThat(fromSender.heard).anyMatch(HeldMessage.Receipt.class::isInstance);
    }

    @Test
    void behind_a_gap_that_was_waited_for_letters_wait_for_nothing() throws MalformedException {
        bring(letterTo(holder, 21, CONTENT));
        time.runFor(LetterIntake.GAP_PATIENCE.plus(Duration.ofSeconds(6)));
        assertThat(desk.taken).containsExactly(21L);

        bring(letterTo(holder, 22, CONTENT));
        bring(letterTo(holder, 23, CONTENT));

        assertThat(desk.taken).containsExactly(21L, 22L, 23L);
    }

    @Test
    void a_letter_that_was_taken_is_confirmed_to_whoever_offers_it_and_not_fetched_again() throws MalformedException {
        Letter letter = letterTo(holder, 1, Bytes.utf8("hello"));
        HeldMessage.Have have = new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), 1, letter.id())));
        say(fromSender, have);
        say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));
        assertThat(desk.taken).containsExactly(1L);

        say(fromStranger, have);

        assertThat(fromStranger.heard)
                .containsExactly(new HeldMessage.Receipt(letter.id(), receipt(holder, 1, letter.id())));
        assertThat(desk.taken).containsExactly(1L);
    }

    @Test
    void while_there_is_no_room_letters_stay_where_they_are_and_are_fetched_later() throws MalformedException {
        List<Letter> letters = new ArrayList<>();
        for (int number = 1; number <= 10; number++) {
            letters.add(letterTo(holder, number, CONTENT));
        }
        say(
                fromSender,
                new HeldMessage.Have(letters.stream()
                        .map(letter -> new HeldMessage.Name(sender.id(), letter.number(), letter.id()))
                        .toList()));
        assertThat(fromSender.asked()).hasSize(4);
        desk.delivers = false;
        say(fromSender, new HeldMessage.Here(letters.get(0).id(), letters.get(0).encoded()));
        desk.full = true;
        for (Letter letter : letters.subList(1, 4)) {
            say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));
        }
        time.runFor(Duration.ofMinutes(1));
        assertThat(desk.taken).containsExactly(1L);
        assertThat(fromSender.asked()).hasSize(4);

        desk.full = false;
        time.runFor(Duration.ofSeconds(6));

        assertThat(fromSender.asked()).as("the first waits here still").hasSize(4 + 3);
    }

    @Test
    void what_is_no_message_is_misbehaviour() {
        held.received(fromStranger, Bytes.utf8("nonsense"));

        assertThat(fromStranger.accusation).isNotEmpty();
    }

    private Letter hold(long number) throws MalformedException {
        Letter letter = letter(number);
        say(fromSender, new HeldMessage.Keep(3_600, letter.encoded()));
        assertThat(held.ofOthers().letters()).isEqualTo(1);
        return letter;
    }

    private Letter letter(long number) throws MalformedException {
        return letterTo(recipient, number, Bytes.utf8("a secret"));
    }

    private Letter letterTo(LoneNode to, long number, Bytes content) throws MalformedException {
        return Letter.seal(sender, members.get(to.id()), number, Duration.ofDays(1), content);
    }

    /** What the recipient signs when it has a letter of the sender. */
    private Bytes receipt(long number, Bytes id) {
        return receipt(recipient, number, id);
    }

    private Bytes receipt(LoneNode to, long number, Bytes id) {
        return receipt(to, sender.id(), number, id);
    }

    private static Bytes receipt(LoneNode to, NodeId from, long number, Bytes id) {
        return to.sign(Label.RECEIPT, Letter.receiptText(to.network(), from, to.id(), number, id));
    }

    private List<Letter> offer(Link from, Letter... letters) {
        say(
                from,
                new HeldMessage.Have(Stream.of(letters)
                        .map(letter -> new HeldMessage.Name(letter.sender(), letter.number(), letter.id()))
                        .toList()));
        return List.of(letters);
    }

    /** The sender offers a letter, and gives it. */
    private void bring(Letter letter) {
        say(fromSender, new HeldMessage.Have(List.of(new HeldMessage.Name(sender.id(), letter.number(), letter.id()))));
        say(fromSender, new HeldMessage.Here(letter.id(), letter.encoded()));
    }

    private void say(Link from, HeldMessage message) {
        say(from, message, MOMENT);
    }

    private void say(Link from, HeldMessage message, Duration pause) {
        held.received(from, message.encode());
        time.runFor(pause);
    }

    private void passes() {
        time.runFor(MOMENT);
    }

    private void assertNobodyMisbehaved() {
        List.of(fromSender, fromRecipient, fromStranger)
                .forEach(link -> assertThat(link.accusation).isEmpty());
    }

    private PacketStore slow(PacketStore store) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(store, arguments);
                    return method.getName().equals("commit")
                            ? ((CompletionStage<?>) answer).thenCombine(disk, (done, durable) -> done)
                            : answer;
                });
    }

    private LoneNode node(String id) {
        NodeId self = NodeId.of(Bytes.wrap(id.getBytes(US_ASCII)));
        LoneNode node = new LoneNode(self, time, suite, members);
        Member model = LoneNode.member(self, node.signingKey());
        members.put(
                self,
                new Member(
                        self,
                        model.identity(),
                        model.name(),
                        model.role(),
                        model.signingKey(),
                        model.linkKey(),
                        node.boxKey()));
        return node;
    }
}

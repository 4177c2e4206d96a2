package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateDecoder.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a decoder says it stands, after each byte of a stream with blocks of every kind. */
class PlaceTest {
  private static List<Place> placesByteByByte(byte[] stream) throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    List<Place> places = new ArrayList<>();
    byte[] output = new byte[2000];
    for (int at = 0; at < stream.length; at++) {
      decoder.decode(stream, at, at + 1, output, 0, output.length);
      places.add(decoder.place());
    }
    return places;
  }

  private static BitString stored(BitString to, int length) {
    return to.bits(0, 2).align().bits(length, 16).bits(~length & 0xFFFF, 16);
  }

  @Test
  void aNewDecoderStandsBeforeTheFirstBlock() {
    assertThat(new DeflateDecoder(8).place()).isEqualTo(Place.AT_BLOCK_BOUNDARY);
  }

  @Test
  void storedBlocks() throws DeflateFormatException {
    BitString bits = stored(new BitString().bits(0, 1), 2).octets(new byte[] {1, 2});
    stored(bits.bits(0, 1), 0);
    stored(bits.bits(0, 1), 1).octets(new byte[] {3});
    List<Place> places = placesByteByByte(bits.toBytes());
    List<Place> expected = new ArrayList<>(java.util.Collections.nCopies(18, Place.IN_BLOCK));
    expected.set(6, Place.AT_BLOCK_BOUNDARY);
    expected.set(11, Place.AFTER_EMPTY_STORED_BLOCK);
    expected.set(17, Place.AT_BLOCK_BOUNDARY);
    assertThat(places).isEqualTo(expected);
  }

  /** Behind an empty stored block an empty fixed one, of ten bits: no longer behind the former. */
  @Test
  void anEmptyFixedBlockIsNoEmptyStoredBlock() throws DeflateFormatException {
    BitString bits = stored(new BitString().bits(0, 1), 0);
    byte[] stream = bits.bits(0, 1).bits(1, 2).fixedSymbol(256).toBytes();
    List<Place> places = placesByteByByte(stream);
    assertThat(places.subList(4, places.size()))
        .containsExactly(Place.AFTER_EMPTY_STORED_BLOCK, Place.IN_BLOCK, Place.IN_BLOCK);
  }

  @Test
  void aFinalBlockEvenIfItIsStoredAndEmpty() throws DeflateFormatException {
    byte[] stream = stored(new BitString().bits(1, 1), 0).toBytes();
    assertThat(placesByteByByte(stream)).last().isEqualTo(Place.AFTER_FINAL_BLOCK);
  }

  /** Every byte of a head and of symbols is inside the block, until the last. */
  @Test
  void aDynamicBlock() throws DeflateFormatException {
    byte[] plain = "to be or not to be, that is ".repeat(9).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < plain.length; i += 5) {
      plain[i] = (byte) ('a' + i * 7 % 26);
    }
    byte[] stream = JavaUtilZip.deflate(plain);
    assertThat(stream[0] & 7).as("a final dynamic block").isEqualTo(5);
    List<Place> places = placesByteByByte(stream);
    assertThat(places.subList(0, places.size() - 1)).containsOnly(Place.IN_BLOCK);
    assertThat(places).last().isEqualTo(Place.AFTER_FINAL_BLOCK);
  }

  @Test
  void itIsTheSameHoweverTheInputIsCut() throws DeflateFormatException {
    DeflateEncoder encoder = new DeflateEncoder(15);
    byte[] plain = new byte[700];
    byte[] message = Encoding.whole(encoder, plain, DeflateEncoder.Flush.SYNC);
    for (int cut = 0; cut <= message.length; cut++) {
      DeflateDecoder decoder = new DeflateDecoder(15);
      decoder.decode(message, 0, cut, plain, 0, plain.length);
      List<Place> places = placesByteByByte(Arrays.copyOf(message, cut));
      Place expected = cut == 0 ? Place.AT_BLOCK_BOUNDARY : places.getLast();
      assertThat(decoder.place()).as("cut at %d", cut).isEqualTo(expected);
    }
  }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Netes.Kubelet.Server.Spdy;
using Netes.Kubelet.Server.Streams;

namespace Netes.Kubelet.Tests.Server;

public sealed class SpdyTests
{
    [Fact]
    public void Encode_SeveralBlocks_AreOneZlibStream()
    {
        var writer = new SpdyHeaderWriter();
        var wire = new MemoryStream();
        wire.Write(writer.Encode([KeyValuePair.Create("streamType", "error")]));
        var second = writer.Encode([KeyValuePair.Create("port", "80"), KeyValuePair.Create("requestID", "1")]);
        wire.Write(second);
        wire.Write([1, 0, 0, 0xFF, 0xFF]); // ends the stream, for the reader's sake
        wire.Position = 0;
        using var plain = new DeflateStream(Skip(wire, 2), CompressionMode.Decompress);
        Assert.Equal(1, Number(plain));
        Assert.Equal(("streamtype", "error"), (Text(plain), Text(plain)));
        Assert.Equal(2, Number(plain));
        Assert.Equal(("port", "80"), (Text(plain), Text(plain)));
        Assert.Equal(("requestid", "1"), (Text(plain), Text(plain)));
        Assert.Equal([0, 0, 0, 0xFF, 0xFF], second[^5..]); // what makes Go's reader hand out the block
    }

    [Fact]
    public void Read_OfAFrame_GivesBackWhatWasWritten()
    {
        var bytes = new byte[8];
        SpdyFrame.WriteControl(bytes, SpdyFrame.SynStream, 1, 0x123456);
        Assert.Equal(new SpdyFrame(true, SpdyFrame.SynStream, 0, 1, 0x123456), SpdyFrame.Read(bytes));
        SpdyFrame.WriteData(bytes, 7, fin: true, 9);
        var data = SpdyFrame.Read(bytes);
        Assert.Equal((false, 7u, true, 9), (data.IsControl, data.StreamId, data.IsFin, data.Length));
    }

    [Theory]
    [InlineData("v5.channel.k8s.io", 5)]
    [InlineData("unknown,v4.channel.k8s.io", 4)]
    [InlineData("unknown", 0)]
    [InlineData("", 1)]
    public void Choose_OfWhatIsOffered_TakesTheFirstKnown(string offered, int version) =>
        Assert.Equal(version, ChannelProtocol.Choose(offered.Split(',', StringSplitOptions.RemoveEmptyEntries))?.Version ?? 0);

    [Theory]
    [InlineData("v4.channel.k8s.io")]
    [InlineData("v4.base64.channel.k8s.io")]
    public void TryDecode_AnEncodedMessage_IsTheSame(string name)
    {
        var protocol = ChannelProtocol.Choose([name])!;
        Assert.True(protocol.TryDecode(protocol.Encode(2, "some data"u8), out var channel, out var data));
        Assert.Equal((2, "some data"), (channel, Encoding.UTF8.GetString(data)));
        Assert.False(protocol.TryDecode([], out _, out _));
    }

    [Fact]
    public void Parse_OfStreams_KnowsBothSpellings()
    {
        Assert.Equal(new CommandStreams(true, true, false, true), CommandStreams.Parse(n => n is "input" or "output" or "error" or "tty"));
        Assert.Equal(new CommandStreams(false, true, true, false), CommandStreams.Parse(n => n is "stdout" or "stderr"));
        Assert.Throws<FormatException>(() => CommandStreams.Parse(n => n == "tty"));
    }

    private static MemoryStream Skip(MemoryStream stream, int bytes)
    {
        stream.Position += bytes;
        return stream;
    }

    private static int Number(Stream stream)
    {
        var bytes = new byte[4];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private static string Text(Stream stream)
    {
        var bytes = new byte[Number(stream)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}

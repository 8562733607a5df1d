using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;

namespace Netes.Testing;

/// <summary>One open watch: what it selects, and the pipe that its client reads.</summary>
internal sealed class FakeWatch
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    public required FakePath Path { get; init; }

    public required FakeSelector Selector { get; init; }

    public required bool MetadataOnly { get; init; }

    public Stream Body => _pipe.Reader.AsStream();

    public void Send(string type, JsonObject obj)
    {
        var line = new JsonObject { ["type"] = type, ["object"] = MetadataOnly && type != "ERROR" ? FakeProjection.Metadata(obj) : obj.DeepClone() };
        _pipe.Writer.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        // The pipe never pauses its writer, so that this completes at once.
        _ = _pipe.Writer.FlushAsync().AsTask();
    }

    public void End() => _pipe.Writer.Complete();
}

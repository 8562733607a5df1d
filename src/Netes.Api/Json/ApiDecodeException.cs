namespace Netes.Api.Json;

/// <summary>Input that is not what its type asks for. The message is what Go's decoder would say.</summary>
public sealed class ApiDecodeException : Exception
{
    public ApiDecodeException(string message) : base(message) { }

    public ApiDecodeException(string message, Exception inner) : base(message, inner) { }
}

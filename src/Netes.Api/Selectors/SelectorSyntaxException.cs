namespace Netes.Api.Selectors;

/// <summary>A selector that can't be understood; the message is what the API server answers.</summary>
public sealed class SelectorSyntaxException(string message) : Exception(message);

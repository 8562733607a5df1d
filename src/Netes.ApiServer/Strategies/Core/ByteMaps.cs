namespace Netes.ApiServer.Strategies.Core;

internal static class ByteMaps
{
    public static bool Same(Dictionary<string, byte[]>? a, Dictionary<string, byte[]>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) &&
        (a ?? []).All(p => b!.TryGetValue(p.Key, out var value) && value.AsSpan().SequenceEqual(p.Value));
}

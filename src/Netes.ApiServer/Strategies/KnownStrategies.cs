namespace Netes.ApiServer.Strategies;

/// <summary>The kinds that have a strategy of their own, by group and plural.</summary>
internal static class KnownStrategies
{
    public static IEnumerable<(string Group, string Resource, Strategy Strategy)> All =>
    [
    ];
}

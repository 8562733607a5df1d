namespace Netes.ApiServer.Access.Authentication;

/// <summary>Whether requests without a credential are let in, as system:anonymous (AuthenticationConfiguration.anonymous, KEP-4633).</summary>
/// <param name="Enabled">Off: such requests are refused.</param>
/// <param name="Paths">The only paths for which they are let in; empty: all.</param>
internal sealed record AnonymousAccess(bool Enabled, IReadOnlyList<string> Paths)
{
    public static AnonymousAccess Everywhere { get; } = new(true, []);

    public bool Allows(string path) => Enabled && (Paths.Count == 0 || Paths.Contains(path));
}

namespace Netes.ApiServer.Access;

/// <summary>Who asks, as authentication found out.</summary>
public sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public const string AnonymousName = "system:anonymous";
    public const string AuthenticatedGroup = "system:authenticated";
    public const string UnauthenticatedGroup = "system:unauthenticated";
    public const string MastersGroup = "system:masters";

    public static UserInfo Anonymous { get; } = new(AnonymousName, [UnauthenticatedGroup]);

    public string Uid { get; init; } = "";

    /// <summary>Further facts, such as the Pod that a service account token is bound to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = EmptyExtra;

    public bool IsAnonymous => Name == AnonymousName;

    private static readonly Dictionary<string, IReadOnlyList<string>> EmptyExtra = [];

    /// <summary>The same user, counted among the authenticated.</summary>
    public UserInfo Authenticated() =>
        Groups.Contains(AuthenticatedGroup) ? this : this with { Groups = [.. Groups, AuthenticatedGroup] };
}

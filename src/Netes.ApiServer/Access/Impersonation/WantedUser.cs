using Microsoft.AspNetCore.Http;
using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Impersonation;

/// <summary>Whom the Impersonate-* headers ask for, exactly as they say it.</summary>
internal sealed record WantedUser(string Name, string Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";

    public bool IsOnlyName => Uid.Length == 0 && Groups.Count == 0 && Extra.Count == 0;

    /// <summary>The name of the node that the user is; null when it is none.</summary>
    public string? Node => Name.StartsWith("system:node:", StringComparison.Ordinal) && NameRules.DnsSubdomain(Name["system:node:".Length..]).Count == 0
        ? Name["system:node:".Length..] : null;

    /// <summary>Namespace and name of the service account that the user is; null when it is none.</summary>
    public (string Namespace, string Name)? ServiceAccount => AccountOf(Name);

    public static (string Namespace, string Name)? AccountOf(string user) =>
        user.StartsWith("system:serviceaccount:", StringComparison.Ordinal) && user.Split(':') is [_, _, var ns, var account]
        && NameRules.DnsLabel(ns).Count == 0 && NameRules.DnsSubdomain(account).Count == 0 ? (ns, account) : null;

    /// <summary>Null when the headers ask for nobody.</summary>
    /// <exception cref="ApiException">400: something was asked for, but no user.</exception>
    public static WantedUser? Read(IHeaderDictionary headers)
    {
        string name = First(headers, UserHeader), uid = First(headers, UidHeader);
        string[] groups = headers.TryGetValue(GroupHeader, out var given) ? [.. given.Select(static g => g ?? "")] : [];
        Dictionary<string, IReadOnlyList<string>>? extra = null;
        foreach (var header in headers)
        {
            if (header.Key.Length <= ExtraPrefix.Length || !header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            string key = Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant());
            (extra ??= [])[key] = [.. header.Value.Select(static v => v ?? "")];
        }
        if (name.Length > 0) return new WantedUser(name, uid, groups, extra ?? []);
        if (uid.Length == 0 && groups.Length == 0 && extra is null) return null;
        throw ApiErrors.BadRequest($"requested {Dump(groups, uid, extra ?? [])} without impersonating a user name");
    }

    private static string First(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    private static string Dump(string[] groups, string uid, Dictionary<string, IReadOnlyList<string>> extra)
    {
        string list = groups.Length == 0 ? "[]string(nil)" : "[]string{" + string.Join(", ", groups.Select(GoValue.Quote)) + "}";
        string pairs = string.Join(", ", extra.OrderBy(static e => e.Key, StringComparer.Ordinal)
            .Select(static e => $"{GoValue.Quote(e.Key)}:[]string{{{string.Join(", ", e.Value.Select(GoValue.Quote))}}}"));
        string map = extra.Count == 0 ? "map[string][]string(nil)" : $"map[string][]string{{{pairs}}}";
        return $"&user.DefaultInfo{{Name:\"\", UID:{GoValue.Quote(uid)}, Groups:{list}, Extra:{map}}}";
    }
}

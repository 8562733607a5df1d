using System.Globalization;
using System.Text.Json;
using Netes.Api.CoreV1;
using Netes.ApiServer.Access.Authentication;

namespace Netes.ApiServer.Resources;

/// <summary>Looks up what tokens are bound to, reading no more of it than needed.</summary>
internal sealed class StoredTokenBindings(ResourceRegistry registry) : ITokenBindings
{
    public async ValueTask<BoundState?> FindAsync(string resource, string ns, string name, CancellationToken cancellationToken)
    {
        ResourceStore store = registry.Get("", "v1", resource);
        ResourceItem? item = await store.GetAsync(store.Definition.Type.Namespaced ? ns : "", name, cancellationToken);
        return item is null ? null : Read(item.Json.Span);
    }

    public async ValueTask<Secret?> FindSecretAsync(string ns, string name, CancellationToken cancellationToken) =>
        (await registry.Get("", "v1", "secrets").GetAsync(ns, name, cancellationToken))?.Decode() as Secret;

    /// <summary>metadata.uid and metadata.deletionTimestamp.</summary>
    internal static BoundState Read(ReadOnlySpan<byte> json)
    {
        string uid = "";
        DateTime? deleted = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool metadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (!metadata)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isUid = reader.ValueTextEquals("uid"u8), isDeletion = reader.ValueTextEquals("deletionTimestamp"u8);
                reader.Read();
                if (isUid) uid = reader.GetString() ?? "";
                else if (isDeletion && reader.GetString() is { } text)
                    deleted = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
                else reader.Skip();
            }
            break;
        }
        return new BoundState(uid, deleted);
    }
}

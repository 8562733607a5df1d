using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>What a type says about patching one of its fields.</summary>
internal readonly record struct PatchField(Schema? Schema, bool Merge, bool Replace, string MergeKey)
{
    /// <exception cref="PatchException">The type has no such field.</exception>
    public static PatchField Find(Schema? owner, string key)
    {
        switch (owner?.Kind)
        {
            case SchemaKind.Map:
                return new PatchField(owner.Items, false, false, "");
            case SchemaKind.Object:
                SchemaField field = owner.FindField(key) ?? throw PatchFormat.NoSuchField(GoName(owner), key);
                return new PatchField(field.Schema, field.PatchMerge, field.PatchReplace, field.PatchMergeKey);
            default:
                throw PatchFormat.NoSuchField(owner is null ? "" : GoName(owner), key);
        }
    }

    private static string GoName(Schema schema) => schema.Name.Length > 0
        ? schema.Name[(schema.Name.LastIndexOf('.') + 1)..]
        : schema.Kind switch { SchemaKind.Json => "JSON", _ => schema.Kind.ToString() };
}

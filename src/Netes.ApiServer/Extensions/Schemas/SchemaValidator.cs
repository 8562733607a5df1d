using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>
/// Validates values against one schema and all below it, in the words and the order of upstream's validator. Made once for a
/// schema and shared by requests.
/// </summary>
/// <remarks>
/// On updates a value that did not change keeps what is wrong with it (KEP-4008, ratcheting): findings below a node whose old and
/// new values are equal are dropped.
/// </remarks>
internal sealed class SchemaValidator
{
    private const string In = "body";

    private readonly JSONSchemaProps schema;
    private readonly string[] types;
    private readonly SchemaValidator[] allOf, anyOf, oneOf;
    private readonly SchemaValidator? not, items, additional;
    private readonly KeyValuePair<string, SchemaValidator>[] properties;
    private readonly HashSet<string> names;
    private readonly JsonNode?[] enumeration;
    private readonly Regex? pattern;
    private readonly bool checksFormat;

    public SchemaValidator(JSONSchemaProps schema)
    {
        this.schema = schema;
        types = schema.XKubernetesIntOrString ? ["integer", "string"] : schema.Type.Length > 0 ? [schema.Type] : [];
        allOf = Make(schema.AllOf);
        anyOf = Make(schema.AnyOf);
        oneOf = Make(schema.OneOf);
        // The alternatives that int-or-string stands for may be spelled out, too; they say nothing new.
        if (schema.XKubernetesIntOrString && anyOf.Length == 2 && anyOf[0].types is ["integer"] && anyOf[1].types is ["string"]) anyOf = [];
        not = schema.Not is { } n ? new SchemaValidator(n) : null;
        items = schema.Items?.Props is { } i ? new SchemaValidator(i) : null;
        additional = schema.AdditionalProperties?.Props is { } a ? new SchemaValidator(a) : null;
        properties = [.. (schema.Properties ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, new SchemaValidator(p.Value)))];
        names = [.. properties.Select(p => p.Key)];
        enumeration = [.. (schema.Enum ?? []).Select(e => e.Utf8.IsEmpty ? null : JsonTree.Parse(e.Utf8.Span))];
        pattern = schema.Pattern.Length > 0 ? GoPattern.TryCreate(schema.Pattern) : null;
        checksFormat = schema.Format.Length > 0 && ValueFormats.IsKnown(schema.Format);
    }

    private static SchemaValidator[] Make(List<JSONSchemaProps>? schemas) => [.. (schemas ?? []).Select(s => new SchemaValidator(s))];

    /// <summary>The errors of a new value.</summary>
    public ErrorList Validate(JsonNode? value, FieldPath? root) => Told(Check(value, "", null), root);

    /// <summary>The errors of a value that takes another one's place.</summary>
    public ErrorList ValidateUpdate(JsonNode? value, JsonNode? old, FieldPath? root) => Told(Check(value, "", new Former(old)), root);

    private static ErrorList Told(SchemaResult result, FieldPath? root)
    {
        var errors = new ErrorList();
        foreach (SchemaFinding finding in result.Findings) errors.Add(finding.ToError(root));
        return errors;
    }

    /// <summary>The old value at a place of an update.</summary>
    private sealed record Former(JsonNode? Value)
    {
        public Former? Member(string name) => Value is JsonObject obj && obj.TryGetPropertyValue(name, out JsonNode? value) ? new Former(value) : null;

        /// <summary>The element with the same keys; other lists have no fellows of their elements.</summary>
        public Former? Element(JsonNode? element, JSONSchemaProps list)
        {
            if (list.XKubernetesListType != "map" || element is not JsonObject obj || Value is not JsonArray old) return null;
            foreach (JsonNode? candidate in old)
            {
                if (candidate is JsonObject o && (list.XKubernetesListMapKeys ?? []).All(k => JsonValues.AreEqual(o[k], obj[k]))) return new Former(candidate);
            }
            return null;
        }
    }

    private SchemaResult Check(JsonNode? value, string path, Former? old)
    {
        SchemaResult result = CheckAll(value, path, old);
        // Another result is made only for what is wrong, so the comparison costs nothing usually.
        return result.IsValid || old is null || !JsonValues.AreEqual(value, old.Value) ? result : new SchemaResult { Checks = result.Checks };
    }

    private SchemaResult CheckAll(JsonNode? value, string path, Former? old)
    {
        var result = new SchemaResult();
        if (value is null)
        {
            result.Merge(CheckType(null, path));
            CheckEnum(result, null, path);
            return result;
        }
        if (types.Length > 0 || schema.Format.Length > 0)
        {
            result.Merge(CheckType(value, path));
            result.Checks++;
        }
        if (allOf.Length + anyOf.Length + oneOf.Length > 0 || not is not null) CheckAlternatives(result, value, path, old);
        result.Checks += 2;
        string type = JsonValues.TypeOf(value);
        switch (type)
        {
            case "string":
                CheckString(result, value.GetValue<string>(), path);
                result.Checks++;
                break;
            case "integer" or "number":
                result.Merge(NumberRules.Check(schema, types, value, path, In));
                result.Checks++;
                break;
            case "array":
                CheckList(result, (JsonArray)value, path, old);
                result.Checks++;
                break;
        }
        CheckEnum(result, value, path);
        result.Checks++;
        if (type == "object")
        {
            CheckObject(result, (JsonObject)value, path, old);
            result.Checks++;
        }
        result.Checks++;
        return result;
    }

    private SchemaResult CheckType(JsonNode? value, string path)
    {
        var result = new SchemaResult { Checks = 1 };
        string type = JsonValues.TypeOf(value);
        if (value is null)
        {
            if (types.Length > 0 && !schema.Nullable) result.Add(WrongType(path, string.Join(',', types), "null"));
            return result;
        }
        bool numbers = types.Contains("number") || types.Contains("integer");
        bool wholeNumber = type == "number" && NumberRules.IsWhole(JsonValues.Number(value)) && types.Contains("integer");
        bool fits = types.Contains(type) || wholeNumber || type == "integer" && types.Contains("number");
        if (schema.Format.Length > 0)
        {
            if (type is "string" or "array" && !numbers) return result;
            if (type is not ("string" or "array") && !fits)
            {
                if (types.Length == 0) return result;
                result.Add(WrongType(path, schema.Format, type == "integer" ? "int64" : type == "number" ? "double" : ""));
                return result;
            }
        }
        if (types.Length > 0 && !fits) result.Add(WrongType(path, string.Join(',', types), type));
        return result;
    }

    private static SchemaFinding WrongType(string path, string wanted, string found) =>
        new(SchemaRule.Type, path, found, $"{path} in {In} must be of type {wanted}: {GoValue.Quote(found)}");

    private void CheckString(SchemaResult result, string value, string path)
    {
        long length = 0;
        if (schema.MaxLength is not null || schema.MinLength is not null)
        {
            foreach (System.Text.Rune _ in value.EnumerateRunes()) length++;
        }
        if (schema.MaxLength is { } max && length > max)
            result.Add(new SchemaFinding(SchemaRule.TooLong, path, value, "") { Limit = max });
        else if (schema.MinLength is { } min && length < min)
            result.Add(new SchemaFinding(SchemaRule.Other, path, value, $"{path} in {In} should be at least {min} chars long"));
        else if (schema.Pattern.Length > 0 && (pattern is null || !pattern.IsMatch(value)))
            result.Add(new SchemaFinding(SchemaRule.Other, path, value, $"{path} in {In} should match '{schema.Pattern}'"));
        if (!checksFormat) return;
        if (!ValueFormats.Fits(schema.Format, value))
            result.Add(new SchemaFinding(SchemaRule.Type, path, value, $"{path} in {In} must be of type {schema.Format}: {GoValue.Quote(value)}"));
        result.Checks++;
    }

    private void CheckList(SchemaResult result, JsonArray list, string path, Former? old)
    {
        if (items is not null)
        {
            for (int i = 0; i < list.Count; i++) result.Merge(items.Check(list[i], $"{path}[{i}]", old?.Element(list[i], schema)));
        }
        if (schema.MinItems is { } min && list.Count < min)
            result.Add(new SchemaFinding(SchemaRule.Other, path, list.Count, $"{path} in {In} should have at least {min} items"));
        if (schema.MaxItems is { } max && list.Count > max)
            result.Add(new SchemaFinding(SchemaRule.TooMany, path, null, "") { Actual = list.Count, Limit = max });
        result.Checks++;
    }

    private void CheckEnum(SchemaResult result, JsonNode? value, string path)
    {
        if (enumeration.Length == 0) return;
        foreach (JsonNode? allowed in enumeration)
        {
            if (value is not null && JsonValues.AreEqual(allowed, value)) return;
        }
        result.Add(new SchemaFinding(SchemaRule.Enum, path, JsonValues.Shown(value), "")
        {
            Supported = [.. enumeration.Select(e => JsonValues.Text(e) ?? JsonValues.ToText(e))],
        });
    }

    private void CheckObject(SchemaResult result, JsonObject obj, string path, Former? old)
    {
        if (schema.MinProperties is { } min && obj.Count < min)
        {
            result.Add(new SchemaFinding(SchemaRule.Other, path, obj.Count, $"{path} in {In} should have at least {min} properties"));
            return;
        }
        if (schema.MaxProperties is { } max && obj.Count > max)
        {
            result.Add(new SchemaFinding(SchemaRule.TooMany, path, null, "") { Actual = obj.Count, Limit = max });
            return;
        }
        if (schema.AdditionalProperties is { Allows: false, Props: null })
        {
            foreach (string name in obj.Select(static p => p.Key).Where(n => !names.Contains(n)).Order(StringComparer.Ordinal))
                result.Add(new SchemaFinding(SchemaRule.Other, path + "." + name, "", $"{path}.{name} in {In} is a forbidden property"));
        }
        else if (additional is not null)
        {
            foreach (var (name, value) in obj.OrderBy(static p => p.Key, StringComparer.Ordinal))
            {
                if (!names.Contains(name)) result.Merge(additional.Check(value, path + "." + name, old?.Member(name)));
            }
        }
        foreach (var (name, validator) in properties)
        {
            if (obj.TryGetPropertyValue(name, out JsonNode? value))
                result.Merge(validator.Check(value, path.Length == 0 ? name : path + "." + name, old?.Member(name)));
        }
        foreach (string name in schema.Required ?? [])
        {
            if (!obj.ContainsKey(name)) result.Add(new SchemaFinding(SchemaRule.Required, path + "." + name, null, ""));
        }
    }

    private void CheckAlternatives(SchemaResult result, JsonNode value, string path, Former? old)
    {
        if (anyOf.Length > 0) CheckAnyOf(result, value, path, old);
        if (oneOf.Length > 0) CheckOneOf(result, value, path, old);
        if (allOf.Length > 0)
        {
            int valid = 0;
            foreach (SchemaValidator each in allOf)
            {
                SchemaResult one = each.Check(value, path, old);
                if (one.IsValid) valid++;
                result.Merge(one);
            }
            if (valid < allOf.Length)
                result.Add(Whole($"{GoValue.Quote(path)} must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}"));
        }
        if (not is not null && not.Check(value, path, null).IsValid) result.Add(Whole($"{GoValue.Quote(path)} must not validate the schema (not)"));
    }

    private void CheckAnyOf(SchemaResult result, JsonNode value, string path, Former? old)
    {
        SchemaResult? nearest = null;
        foreach (SchemaValidator each in anyOf)
        {
            SchemaResult one = each.Check(value, path, old);
            if (one.IsValid)
            {
                result.Merge(one);
                return;
            }
            if (nearest is null || one.Checks > nearest.Checks) nearest = one;
        }
        result.Add(Whole($"{GoValue.Quote(path)} must validate at least one schema (anyOf)"));
        result.Merge(nearest);
    }

    private void CheckOneOf(SchemaResult result, JsonNode value, string path, Former? old)
    {
        SchemaResult? nearest = null, first = null;
        int valid = 0;
        foreach (SchemaValidator each in oneOf)
        {
            SchemaResult one = each.Check(value, path, old);
            if (one.IsValid)
            {
                valid++;
                first ??= one;
            }
            else if (nearest is null || one.Checks > nearest.Checks) nearest = one;
        }
        if (valid == 1)
        {
            result.Merge(first);
            return;
        }
        string found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
        result.Add(Whole($"{GoValue.Quote(path)} must validate one and only one schema (oneOf). {found}"));
        if (valid == 0) result.Merge(nearest);
    }

    private static SchemaFinding Whole(string text) => new(SchemaRule.Other, null, null, text);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Netes.Api.Generator.Definitions;

internal sealed class DefinitionException : Exception
{
    public DefinitionException(string message) : base(message) { }
}

/// <summary>Reads the format that <c>api/README.md</c> describes.</summary>
internal static class Parser
{
    public static ApiFile Parse(string path, string text)
    {
        var file = new ApiFile();
        ApiType? type = null;
        Resource? resource = null;
        int number = 0;
        foreach (string rawLine in text.Split('\n'))
        {
            number++;
            string line = rawLine.TrimEnd();
            string trimmed = line.TrimStart();
            if (trimmed.Length == 0 || trimmed[0] == '#') continue;
            try
            {
                var words = trimmed.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
                if (line[0] != ' ')
                {
                    type = null;
                    resource = null;
                    switch (words[0])
                    {
                        case "group": file.Group = words[1].Trim('"'); break;
                        case "version": file.Version = words[1]; break;
                        case "namespace": file.Namespace = words[1]; break;
                        case "package": file.Package = words[1]; break;
                        case "resource": file.Resources.Add(resource = ParseResource(words)); break;
                        case "kind":
                        case "type": file.Types.Add(type = ParseType(file, words)); break;
                        case "enum":
                        case "names": file.Names.Add(ParseNames(trimmed, words)); break;
                        default: throw new DefinitionException("unknown statement '" + words[0] + "'");
                    }
                }
                else if (resource != null && words[0] == "subresource") resource.Subresources.Add(ParseSubresource(words));
                else if (type != null && words[0] == "...") type.BasePosition = type.Fields.Count;
                else if (type != null) type.Fields.Add(ParseField(words));
                else throw new DefinitionException("a field outside of a type");
            }
            catch (DefinitionException e)
            {
                throw new DefinitionException(path + ":" + number + ": " + e.Message);
            }
        }
        return file;
    }

    private static readonly List<string> AllVerbs = new List<string>
    {
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    };

    private static Resource ParseResource(string[] words)
    {
        var r = new Resource { Plural = words[1], Kind = words[2], Namespaced = words[3] == "namespaced" };
        foreach (string word in words.Skip(4))
        {
            Split(word, out string key, out string value);
            switch (key)
            {
                case "singular": r.Singular = value; break;
                case "short": r.ShortNames = List(value); break;
                case "categories": r.Categories = List(value); break;
                case "verbs": r.Verbs = value == "all" ? AllVerbs : List(value); break;
                case "kindgv": KindGroupVersion(value, out r.KindGroup, out r.KindVersion); break;
                default: throw new DefinitionException("unknown resource option '" + key + "'");
            }
        }
        return r;
    }

    private static Subresource ParseSubresource(string[] words)
    {
        var s = new Subresource { Name = words[1], Kind = words[2] == "-" ? "" : words[2] };
        foreach (string word in words.Skip(3))
        {
            Split(word, out string key, out string value);
            switch (key)
            {
                case "verbs": s.Verbs = List(value); break;
                case "kindgv": KindGroupVersion(value, out s.KindGroup, out s.KindVersion); break;
                default: throw new DefinitionException("unknown subresource option '" + key + "'");
            }
        }
        return s;
    }

    private static ApiType ParseType(ApiFile file, string[] words)
    {
        var t = new ApiType { File = file, Name = words[1], IsKind = words[0] == "kind" };
        for (int i = 2; i < words.Length; i++)
        {
            if (words[i] == ":")
            {
                Split(words[++i], out string name, out string number);
                t.BaseName = name;
                t.BaseNumber = int.Parse(number, CultureInfo.InvariantCulture);
            }
            else if (words[i] == "struct=atomic") t.Atomic = true;
            else if (words[i].StartsWith("group=", StringComparison.Ordinal)) t.OwnGroup = words[i].Substring(6).Trim('"');
            else throw new DefinitionException("unknown type option '" + words[i] + "'");
        }
        return t;
    }

    private static Names ParseNames(string line, string[] words)
    {
        var n = new Names { Name = words[1], Closed = words[0] == "enum" };
        int equals = line.IndexOf('=');
        if (equals >= 0)
            foreach (string part in line.Substring(equals + 1).Split('|'))
                n.Values.Add(part.Trim().Trim('"'));
        return n;
    }

    private static Field ParseField(string[] words)
    {
        var f = new Field { Json = words[0].TrimEnd('?'), OmitEmpty = words[0].EndsWith("?", StringComparison.Ordinal), TypeText = words[1] };
        if (words[2] != "-") f.Number = int.Parse(words[2], CultureInfo.InvariantCulture);
        foreach (string word in words.Skip(3))
        {
            Split(word, out string key, out string value);
            switch (key)
            {
                case "required": f.Required = true; break;
                case "omitzero": f.OmitZero = true; break;
                case "list": f.ListType = Call(value, out var keys); f.ListMapKeys = keys; break;
                case "map": f.AtomicMap = value == "atomic"; f.Granular = value == "granular"; break;
                case "struct": f.AtomicStruct = value == "atomic"; f.Granular = value == "granular"; break;
                case "default": f.Default = value; break;
                case "format": f.Format = value; break;
                case "patch":
                    string strategies = Call(value, out var mergeKeys);
                    foreach (string strategy in strategies.Split(','))
                    {
                        if (strategy == "merge") f.PatchMerge = true;
                        else if (strategy == "retainKeys") f.PatchRetainKeys = true;
                        else if (strategy == "replace") f.PatchReplace = true;
                        else throw new DefinitionException("unknown patch strategy '" + strategy + "'");
                    }
                    f.PatchMergeKey = mergeKeys.FirstOrDefault() ?? "";
                    break;
                default: throw new DefinitionException("unknown field option '" + key + "'");
            }
        }
        return f;
    }

    private static void Split(string word, out string key, out string value)
    {
        int at = word.IndexOf('=');
        key = at < 0 ? word : word.Substring(0, at);
        value = at < 0 ? "" : word.Substring(at + 1);
    }

    private static string Call(string value, out List<string> arguments)
    {
        int at = value.IndexOf('(');
        arguments = at < 0 ? new List<string>() : List(value.Substring(at + 1).TrimEnd(')'));
        return at < 0 ? value : value.Substring(0, at);
    }

    private static void KindGroupVersion(string value, out string group, out string version)
    {
        int at = value.IndexOf('/');
        group = value.Substring(0, at);
        version = value.Substring(at + 1);
    }

    private static List<string> List(string value) => value.Split(',').ToList();
}

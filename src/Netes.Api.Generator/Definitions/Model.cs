using System.Collections.Generic;

namespace Netes.Api.Generator.Definitions;

/// <summary>One file of <c>api/</c>: a group-version with its resources and types.</summary>
internal sealed class ApiFile
{
    public string Group = "";
    public string Version = "";
    public string Namespace = "";
    public string Package = "";
    public readonly List<Resource> Resources = new List<Resource>();
    public readonly List<ApiType> Types = new List<ApiType>();
    public readonly List<Names> Names = new List<Names>();
}

internal sealed class Resource
{
    public string Plural = "";
    public string Kind = "";
    public string KindGroup = "";
    public string KindVersion = "";
    public bool Namespaced;
    public string Singular = "";
    public List<string> ShortNames = new List<string>();
    public List<string> Categories = new List<string>();
    public List<string> Verbs = new List<string>();
    public readonly List<Subresource> Subresources = new List<Subresource>();
}

internal sealed class Subresource
{
    public string Name = "";
    public string Kind = "";
    public string KindGroup = "";
    public string KindVersion = "";
    public List<string> Verbs = new List<string>();
}

/// <summary>A set of string constants. <see cref="Closed"/>: no other value is valid.</summary>
internal sealed class Names
{
    public string Name = "";
    public bool Closed;
    public List<string> Values = new List<string>();
}

internal sealed class ApiType
{
    public ApiFile File = null!;
    public string Name = "";

    /// <summary>Carries <c>kind</c> and <c>apiVersion</c>.</summary>
    public bool IsKind;

    public string? BaseName;
    public int BaseNumber;
    public ApiType? Base;

    /// <summary>Is the base of another type, so it can't be sealed.</summary>
    public bool IsBase;

    public bool Atomic;

    /// <summary>Set for kinds that stand in a file of another group: Status is of the core group.</summary>
    public string? OwnGroup;

    public string Group => OwnGroup ?? File.Group;

    public string ApiVersion => Group.Length == 0 ? File.Version : Group + "/" + File.Version;

    public readonly List<Field> Fields = new List<Field>();

    /// <summary>Where the base type's fields stand in JSON order: the index in <see cref="Fields"/>.</summary>
    public int BasePosition = -1;

    public string FullName => "Netes.Api." + File.Namespace + "." + Name;

    /// <summary>All fields in JSON order, those of the base type in their place.</summary>
    public List<Field> AllFields()
    {
        var all = new List<Field>();
        for (int i = 0; i <= Fields.Count; i++)
        {
            if (i == BasePosition && Base != null) all.AddRange(Base.AllFields());
            if (i < Fields.Count) all.Add(Fields[i]);
        }
        return all;
    }
}

internal enum Shape
{
    String, Int32, Int64, Bool, Double, Bytes, Time, MicroTime, Duration, Quantity, IntOrString, Raw, FieldsV1, Json, Any,
    StringList, Struct,
}

internal enum Wrap { None, Pointer, List, Map }

internal sealed class Field
{
    public string Json = "";
    public string Property = "";
    public string TypeText = "";
    public int Number = -1;
    public bool OmitEmpty;
    public bool OmitZero;
    public bool Required;
    public string ListType = "";
    public List<string> ListMapKeys = new List<string>();
    public bool AtomicMap;
    public bool AtomicStruct;
    public bool Granular;
    public bool PatchMerge;
    public bool PatchRetainKeys;
    public bool PatchReplace;
    public string PatchMergeKey = "";
    public string? Default;
    public string Format = "";

    // Resolved.
    public Wrap Wrap;
    public Shape Shape;
    public ApiType? Struct;
    public Names? Names;
    public ApiFile? NamesFile;

    /// <summary>The type as Go's error messages spell it.</summary>
    public string GoType = "";
    public string GoElement = "";
}

namespace Netes.ApiServer.Http;

/// <summary>How objects travel.</summary>
internal enum WireFormat
{
    Json,
    Yaml,
    Protobuf,
}

/// <summary>Which view of an object was asked for (KEP-2299 and the "as" media type parameter).</summary>
internal enum ObjectView
{
    Whole,
    Table,
    Metadata,
    MetadataList,
}

/// <summary>The outcome of content negotiation.</summary>
internal readonly record struct Negotiated(WireFormat Format, ObjectView View, bool Pretty, string MetaVersion)
{
    public string ContentType => Format switch
    {
        WireFormat.Json => "application/json",
        WireFormat.Yaml => "application/yaml",
        _ => "application/vnd.kubernetes.protobuf",
    };

    /// <summary>The content type of a stream of watch events.</summary>
    public string StreamContentType => Format == WireFormat.Protobuf
        ? "application/vnd.kubernetes.protobuf;stream=watch" : "application/json";
}

/// <summary>Chooses the wire format and view from an Accept header, as upstream's negotiation does.</summary>
internal static class MediaType
{
    public const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    public const string AcceptedStreams = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    private static readonly Negotiated Plain = new(WireFormat.Json, ObjectView.Whole, false, "v1");

    /// <param name="protobufAllowed">Whether whole objects have a protobuf form; other views of them always do.</param>
    /// <exception cref="ApiException">406 when no clause can be served.</exception>
    public static Negotiated Negotiate(string accept, bool stream = false, bool viewsAllowed = true, bool protobufAllowed = true)
    {
        if (accept.Length == 0 || accept is "application/json" or "*/*") return Plain;
        bool known = false;
        foreach (string clause in ByQuality(accept))
        {
            if (TryClause(clause, stream, viewsAllowed) is { } negotiated
                && (protobufAllowed || negotiated is not { Format: WireFormat.Protobuf, View: ObjectView.Whole })) return negotiated;
            known |= Format(clause.Split(';', 2)[0].Trim(), stream: false) is not null;
        }
        if (!known && viewsAllowed) throw ApiErrors.NotAcceptableAtAll();
        throw ApiErrors.NotAcceptable(stream ? AcceptedStreams : Accepted);
    }

    /// <summary>The clauses of an Accept header, most wanted first.</summary>
    internal static IEnumerable<string> ByQuality(string accept)
    {
        string[] clauses = accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return clauses.Length == 1 ? clauses : clauses.OrderByDescending(Quality);
    }

    private static double Quality(string clause)
    {
        foreach (string part in clause.Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("q=", StringComparison.Ordinal)
                && double.TryParse(part.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out double quality))
                return quality;
        }
        return 1;
    }

    private static WireFormat? Format(string type, bool stream) => type switch
    {
        "application/json" or "*/*" or "application/*" => WireFormat.Json,
        "application/yaml" when !stream => WireFormat.Yaml,
        "application/vnd.kubernetes.protobuf" => WireFormat.Protobuf,
        _ => null,
    };

    private static Negotiated? TryClause(string clause, bool stream, bool viewsAllowed)
    {
        string[] parts = clause.Split(';', StringSplitOptions.TrimEntries);
        WireFormat? format = Format(parts[0], stream);
        if (format is null) return null;
        string view = "", version = "", group = "";
        bool pretty = false;
        foreach (string parameter in parts.AsSpan(1))
        {
            int equals = parameter.IndexOf('=');
            if (equals < 0) continue;
            string value = parameter[(equals + 1)..].Trim('"');
            switch (parameter[..equals])
            {
                case "as": view = value; break;
                case "v": version = value; break;
                case "g": group = value; break;
                case "pretty": pretty = value == "1"; break;
            }
        }
        if (view.Length == 0) return new Negotiated(format.Value, ObjectView.Whole, pretty, "v1");
        if (!viewsAllowed || group != "meta.k8s.io" || version is not ("v1" or "v1beta1")) return null;
        ObjectView? wanted = view switch
        {
            "Table" when format != WireFormat.Protobuf => ObjectView.Table,
            "PartialObjectMetadata" => ObjectView.Metadata,
            "PartialObjectMetadataList" => ObjectView.MetadataList,
            _ => null,
        };
        return wanted is null ? null : new Negotiated(format.Value, wanted.Value, pretty, version);
    }
}
